package io.parvada.cli.peer;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Map;

/**
 * A call whose answer fits in memory, by the JDK's older client: the newer one takes half a second to load, more than all
 * the rest of a short action, and a third of a second to end. One thread.
 */
final class SmallCall {

    static {
        System.setProperty("sun.net.http.retryPost", "false"); // nothing is asked twice behind the caller's back
    }

    /** @param etag null where there was none */
    record Reply(int status, byte[] body, String etag) {}

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
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            try {
                prepare(connection, method, headers);
                send(connection, body);
                int status = connection.getResponseCode();
                if (status < 0) {
                    throw new IOException("its answer is no HTTP");
                }
                return new Reply(status, read(connection, status, maxBytes), connection.getHeaderField("ETag"));
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
}
