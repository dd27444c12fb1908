package io.parvada.peer.grpc;

import io.grpc.Attributes;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.parvada.peer.pace.CallRates;
import io.parvada.peer.proof.Prover;
import io.parvada.peer.proof.TestIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The real server with the real limits, threads and interceptors on a free loopback port; no Spring. */
public final class TestServer implements AutoCloseable {

    /** Whose server it is. */
    public static final TestIdentity IDENTITY = new TestIdentity();

    public static final String PEER_ID = IDENTITY.id().value();

    public final GrpcThreads threads = new GrpcThreads();
    private final Connections connections;
    public final MeterRegistry meters = new SimpleMeterRegistry();
    private Server server;
    private ManagedChannel channel;

    public TestServer() {
        this(100);
    }

    TestServer(int maxConnections) {
        connections = new Connections(maxConnections);
    }

    /** Begins to serve; health and the proof of who this is, at localhost, are served as well. */
    public TestServer serve(BindableService service) throws IOException {
        return serve(service, "localhost");
    }

    /** @param host where it says that it lives */
    public TestServer serve(BindableService service, String host) throws IOException {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Prover prover =
                new Prover(IDENTITY.keys, () -> List.of(TestIdentity.at("http://localhost:1", host + ":" + port())));
        BindableService identity = new IdentityCalls(prover, new CallRates(() -> 0, System::nanoTime));
        for (BindableService each : List.of(service, identity, new HealthStatusManager().getHealthService())) {
            builder.addService(ServerInterceptors.interceptForward(
                    each.bindService(),
                    GrpcConfiguration.interceptors(() -> PEER_ID, meters, connections, Optional.empty())));
        }
        new ServerLimits(threads, connections).accept(builder);
        server = builder.build().start();
        channel = newChannel();
        return this;
    }

    public int port() {
        return server.getPort();
    }

    /** Shared by a test's calls. */
    public ManagedChannel channel() {
        return channel;
    }

    /** One more connection; the caller ends it. */
    public ManagedChannel newChannel() {
        return NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()))
                .usePlaintext()
                .build();
    }

    /** The same from another address of this machine, which the server sees as the caller's. */
    public ManagedChannel newChannel(InetAddress from) {
        return NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()))
                .localSocketPicker(new NettyChannelBuilder.LocalSocketPicker() {
                    @Override
                    public SocketAddress createSocketAddress(SocketAddress remote, Attributes attributes) {
                        return new InetSocketAddress(from, 0);
                    }
                })
                .usePlaintext()
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        try {
            server.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.close();
        threads.close();
    }
}
