package io.parvada.system.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Between a client and a peer on loopback: sees, and may change, every byte that the peer sends. Knows no protocol. */
public final class Proxy implements AutoCloseable {

    /** On one thread a connection, in the order of the bytes; a slow one slows the peer. */
    @FunctionalInterface
    public interface Tap {
        void passes(byte[] buffer, int count) throws IOException;
    }

    private static final int BUFFER_BYTES = 64 * 1024;

    private final ServerSocket server;
    private final int peerPort;
    private final Tap tap;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public Proxy(int peerPort, Tap tap) throws IOException {
        this.peerPort = peerPort;
        this.tap = tap;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket peer = new Socket(InetAddress.getLoopbackAddress(), peerPort);
                open.add(client);
                open.add(peer);
                threads.execute(() -> carry(client, peer, (buffer, count) -> {}));
                threads.execute(() -> carry(peer, client, tap));
            } catch (IOException closedOrRefused) {
                // the client sees that its connection ends
            }
        }
    }

    private void carry(Socket from, Socket to, Tap through) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                through.passes(buffer, n);
                out.write(buffer, 0, n);
            }
        } catch (IOException ended) {
            // and so does the other side
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
