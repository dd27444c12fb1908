package io.parvada.system.forbidden;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A process that listens on port 80 of every address of its host, and writes a line for each connection: its own end. */
final class CountingListener {

    static final int PORT = 80;

    private static final byte[] SECRET =
            "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret".getBytes(StandardCharsets.US_ASCII);

    private CountingListener() {}

    public static void main(String[] arguments) throws IOException {
        try (ServerSocket server = new ServerSocket(PORT, 500)) {
            System.out.println("listening");
            while (true) {
                try (Socket socket = server.accept();
                        OutputStream out = socket.getOutputStream()) {
                    System.out.println(socket.getLocalAddress().getHostAddress());
                    out.write(SECRET);
                } catch (IOException broken) {
                    System.out.println("broken: " + broken.getMessage());
                }
            }
        }
    }
}
