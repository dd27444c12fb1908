package io.parvada.peer.grpc;

import io.grpc.Metadata;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.parvada.proto.v1.FileTransferGrpc;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import net.devh.boot.grpc.server.serverfactory.GrpcServerConfigurer;

/**
 * What one connection may ask of this peer; every value is set, none left to a default. A connection costs at most its
 * window inbound, and what its calls hold ready outbound.
 */
final class ServerLimits implements GrpcServerConfigurer {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    /** Room for UploadChunk's 1 MiB of data and its frame; what is a little over is told so by the service itself. */
    static final int MESSAGE_BYTES = 2 * MIB;

    static final int METADATA_BYTES = 8 * KIB;
    static final int CALLS_A_CONNECTION = 128;

    // A client cancels a download now and then; a flood of resets (CVE-2023-44487) is thousands a second.
    private static final int RESETS = 400;
    private static final int RESETS_WINDOW_SECONDS = 30;
    // Both ends of a dead connection: a vanished peer is noticed in 4 + 3 s, and what it had sent is made durable
    // within
    // what is left of the 10 s for its permit.
    private static final int PING_SECONDS = 4;
    private static final int PING_TIMEOUT_SECONDS = 3;
    private static final int CLIENT_PINGS_SECONDS = 2;
    private static final int IDLE_MINUTES = 5;
    private static final int AGE_MINUTES = 60;
    private static final int HANDSHAKE_SECONDS = 10;
    // Bytes under way to a slow disk. Where a path is so long and fast that it needs more, grpc-java's own measuring
    // raises it, to 8 MiB at most.
    private static final int WINDOW = MIB;

    private final GrpcThreads threads;
    private final Connections connections;

    ServerLimits(GrpcThreads threads, Connections connections) {
        this.threads = threads;
        this.connections = connections;
    }

    @Override
    public void accept(ServerBuilder<?> builder) {
        builder.executor(threads.control())
                .callExecutor(new ByService(threads))
                .addStreamTracerFactory(new Caller.Aborts());
        builder.maxInboundMessageSize(MESSAGE_BYTES)
                .maxInboundMetadataSize(METADATA_BYTES)
                .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PING_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(CLIENT_PINGS_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConnectionIdle(IDLE_MINUTES, TimeUnit.MINUTES)
                .maxConnectionAge(AGE_MINUTES, TimeUnit.MINUTES);
        NettyServerBuilder netty = (NettyServerBuilder) builder;
        connections.accept(netty);
        netty.maxConcurrentCallsPerConnection(CALLS_A_CONNECTION)
                .maxRstFramesPerWindow(RESETS, RESETS_WINDOW_SECONDS)
                .initialFlowControlWindow(WINDOW);
    }

    private record ByService(GrpcThreads threads) implements ServerCallExecutorSupplier {
        @Override
        public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata metadata) {
            String service = call.getMethodDescriptor().getServiceName();
            return FileTransferGrpc.SERVICE_NAME.equals(service) ? threads.calls() : threads.control();
        }
    }
}
