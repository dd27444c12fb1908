package io.parvada.transfer.wire;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.parvada.transfer.connection.PeerChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A real gRPC server on a free port of loopback. */
final class TestServer implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Server server;
    private final int port;

    TestServer(BindableService... services) {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(anyPort)
                .executor(threads)
                .maxInboundMessageSize(PeerChannel.MAX_MESSAGE_BYTES);
        for (BindableService service : services) {
            builder.addService(service);
        }
        try {
            server = builder.build().start();
            port = server.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    PeerChannel channel() {
        return PeerChannel.to(address());
    }

    /** Cuts all connections, as a killed process does. */
    void kill() {
        server.shutdownNow();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            // Netty still hands over the end of each call: the threads go last, but for those a test left blocked.
            server.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}
