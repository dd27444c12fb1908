package io.parvada.cli.peer;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A call whose answer fits in memory, by the JDK's older client: the newer one takes half a second to load, more than all
 * the rest of a short action, and a third of a second to end. One thread.
 */
final class SmallCall {

    static {
        System.setProperty("sun.net.http.retryPost", "false"); // nothing is asked twice behind the caller's back
    }

    /** @param etag null where there was none; likewise the id of the peer that answered */
    record Reply(int status, byte[] body, String etag, String peerId) {}

    /** Takes server-sent events (WHATWG HTML, 9.2) one by one. */
    @FunctionalInterface
    interface Events {
        /** @param more whether further ones have arrived already */
        void event(String name, String data, boolean more);
    }

    /** Reads the body of an answer. */
    @FunctionalInterface
    private interface Body {
        byte[] of(HttpURLConnection connection, int status) throws IOException;
    }

    private static final int CONNECT_MILLIS = Math.toIntExact(AskedPeer.CONNECT_TIMEOUT.toMillis());
    private static final int ANSWER_MILLIS = 60_000;
    private static final int BUFFER_BYTES = 64 * 1024;

    private SmallCall() {}

    /**
     * Blocks, a minute at most for headers and as long for the body; follows no redirect.
     *
     * @param body null for none
     * @throws PeerException PEER_UNREACHABLE, DEADLINE_EXCEEDED; TOO_LARGE for a body beyond {@code maxBytes}
     */
    static Reply exchange(String method, URI uri, Map<String, String> headers, byte[] body, int maxBytes) {
        return exchange(method, uri, headers, body, (connection, status) -> read(connection, status, maxBytes));
    }

    /**
     * A GET whose answer may be server-sent events, each of which is handed over as it comes. As {@link #exchange}, but
     * the body of the reply is null when it was events, which have ended then.
     */
    static Reply events(URI uri, Map<String, String> headers, int maxBytes, Events each) {
        return exchange("GET", uri, headers, null, (connection, status) -> {
            String type = connection.getContentType();
            if (status != 200 || type == null || !type.startsWith("text/event-stream")) {
                return read(connection, status, maxBytes);
            }
            readEvents(connection.getInputStream(), maxBytes, each);
            return null;
        });
    }

    private static Reply exchange(String method, URI uri, Map<String, String> headers, byte[] body, Body reading) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            try {
                prepare(connection, method, headers);
                send(connection, body);
                int status = connection.getResponseCode();
                if (status < 0) {
                    throw new IOException("its answer is no HTTP");
                }
                return new Reply(
                        status,
                        reading.of(connection, status),
                        connection.getHeaderField("ETag"),
                        connection.getHeaderField("Parvada-Peer-Id"));
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            throw HttpCalls.failure(e, uri);
        }
    }

    private static void prepare(HttpURLConnection connection, String method, Map<String, String> headers)
            throws IOException {
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(ANSWER_MILLIS);
        headers.forEach(connection::setRequestProperty);
    }

    private static void send(HttpURLConnection connection, byte[] body) throws IOException {
        if (body != null) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
    }

    private static byte[] read(HttpURLConnection connection, int status, int maxBytes) throws IOException {
        long deadline = System.nanoTime() + ANSWER_MILLIS * 1_000_000L;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in == null ? -1 : in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.write(buffer, 0, n);
                if (bytes.size() > maxBytes) {
                    throw new PeerException(
                            Reason.TOO_LARGE, "the peer's answer is longer than " + maxBytes + " bytes");
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new SocketTimeoutException("a minute of body");
                }
            }
        }
        return bytes.toByteArray();
    }

    private static void readEvents(InputStream in, int maxBytes, Events each) throws IOException {
        long deadline = System.nanoTime() + ANSWER_MILLIS * 1_000_000L;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new Bounded(in, maxBytes), StandardCharsets.UTF_8))) {
            String name = "";
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    name = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    data.append(line, "data:".length(), line.length()).append('\n');
                } else if (line.isEmpty() && !data.isEmpty()) {
                    each.event(name, data.toString(), lines.ready());
                    name = "";
                    data.setLength(0);
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new SocketTimeoutException("a minute of events");
                }
            }
        }
    }

    /** Refuses the byte that is too much. */
    private static final class Bounded extends FilterInputStream {
        private int left;

        Bounded(InputStream in, int maxBytes) {
            super(in);
            this.left = maxBytes;
        }

        @Override
        public int read() throws IOException {
            return counted(super.read(), 1);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = super.read(into, offset, length);
            return counted(n, n);
        }

        private int counted(int read, int bytes) {
            left -= read < 0 ? 0 : bytes;
            if (left < 0) {
                throw new PeerException(Reason.TOO_LARGE, "the peer's events are too many");
            }
            return read;
        }
    }
}
