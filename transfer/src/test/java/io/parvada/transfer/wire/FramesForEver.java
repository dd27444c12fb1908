package io.parvada.transfer.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Speaks HTTP/2 as far as a client must hear it, and then sends frames of no known type (RFC 9113, 5.5), for ever. */
final class FramesForEver implements AutoCloseable {

    private static final byte[] SETTINGS = frame(0, 4, 0);
    private static final byte[] SETTINGS_ACK = frame(0, 4, 1);
    private static final int FRAME_BYTES = 16 * 1024;

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    FramesForEver() throws IOException {
        threads.execute(this::serve);
    }

    String address() {
        return "127.0.0.1:" + door.getLocalPort();
    }

    private void serve() {
        try (Socket client = door.accept();
                InputStream in = client.getInputStream();
                OutputStream out = client.getOutputStream()) {
            threads.execute(() -> readAll(in));
            out.write(SETTINGS);
            out.write(SETTINGS_ACK);
            byte[] unknown = frame(FRAME_BYTES, 0xbe, 0);
            while (true) {
                out.write(unknown);
            }
        } catch (IOException e) {
            // the client has had enough
        }
    }

    private static void readAll(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // closed
        }
    }

    private static byte[] frame(int length, int type, int flags) {
        byte[] frame = new byte[9 + length];
        frame[0] = (byte) (length >> 16);
        frame[1] = (byte) (length >> 8);
        frame[2] = (byte) length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        return frame;
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }
}
