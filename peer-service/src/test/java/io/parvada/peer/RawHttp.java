package io.parvada.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** HTTP/1.1 as bytes on a socket: nothing is normalised, encoded, checked or added on the way. */
public final class RawHttp implements AutoCloseable {

    /** Header names are case-insensitive; of a repeated one the last stands. */
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        public String header(String name) {
            return headers.get(name);
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private static final int PATIENCE_MS = 15_000;

    private final Socket socket;
    private final InputStream in;

    public RawHttp(int port) throws IOException {
        this(port, InetAddress.getLoopbackAddress());
    }

    /** @param from an address of this machine, which the peer sees as the caller's */
    public RawHttp(int port, InetAddress from) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
        socket.setSoTimeout(PATIENCE_MS);
        in = socket.getInputStream();
    }

    /** One request on a connection of its own: the request line, further header lines; no body. */
    public static Answer ask(int port, String requestLine, String... headers) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            http.head(requestLine, headers);
            return http.answer(requestLine.startsWith("HEAD "));
        }
    }

    public RawHttp head(String requestLine, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(requestLine).append("\r\n");
        if (List.of(headers).stream().noneMatch(line -> line.startsWith("Host:"))) {
            head.append("Host: localhost:").append(socket.getPort()).append("\r\n");
        }
        for (String line : headers) {
            head.append(line).append("\r\n");
        }
        return send(head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** No byte more will be sent. */
    public RawHttp end() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Reads one answer, to its Content-Length or to the end. @throws IOException if the connection breaks before */
    public Answer answer(boolean headOnly) throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
        }
        if (headOnly || status < 200 || status == 204 || status == 304) {
            return new Answer(status, headers, new byte[0]);
        }
        if ("chunked".equals(headers.get("Transfer-Encoding"))) {
            return new Answer(status, headers, chunks());
        }
        String length = headers.get("Content-Length");
        byte[] body = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
        if (length != null && body.length < Integer.parseInt(length)) {
            throw new IOException("the answer was cut after " + body.length + " of " + length + " bytes");
        }
        return new Answer(status, headers, body);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    /** Whether nothing has arrived within so long. */
    public boolean isSilent(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException silent) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MS);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended in the head of an answer: " + line);
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
