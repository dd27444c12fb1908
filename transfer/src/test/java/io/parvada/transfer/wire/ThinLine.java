package io.parvada.transfer.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** A line to a port of loopback that carries so many bytes a second from there, in segments of 1 KiB. */
final class ThinLine implements AutoCloseable {

    private static final int SEGMENT_BYTES = 1024;

    private final ServerSocket entry;
    private final InetSocketAddress target;
    private final long segmentNanos;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private ThinLine(InetSocketAddress target, int bytesPerSecond) throws IOException {
        this.target = target;
        this.segmentNanos = SEGMENT_BYTES * 1_000_000_000L / bytesPerSecond;
        this.entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    static ThinLine to(String hostPort, int bytesPerSecond) {
        int colon = hostPort.lastIndexOf(':');
        try {
            return new ThinLine(
                    new InetSocketAddress(
                            hostPort.substring(0, colon), Integer.parseInt(hostPort.substring(colon + 1))),
                    bytesPerSecond);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + entry.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket here = open(entry.accept());
                Socket there = open(new Socket());
                there.setReceiveBufferSize(SEGMENT_BYTES);
                there.connect(target);
                threads.execute(() -> carry(here, there, 0));
                threads.execute(() -> carry(there, here, segmentNanos));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private Socket open(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    private static void carry(Socket from, Socket to, long nanosEach) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] segment = new byte[SEGMENT_BYTES];
            long free = System.nanoTime();
            for (int n = in.read(segment); n >= 0; n = in.read(segment)) {
                free = Math.max(free, System.nanoTime()) + nanosEach;
                for (long wait = free - System.nanoTime(); wait > 0; wait = free - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                out.write(segment, 0, n);
            }
        } catch (IOException e) {
            // one of the two has ended
        }
    }

    @Override
    public void close() throws IOException {
        entry.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
