package io.parvada.transfer.connection;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The connections of all {@link PeerChannel}s and the daemon threads that serve them ({@code grpc-out}, one a processor),
 * which are there as long as a channel is. Thread-safe.
 */
final class Sockets {

    // At Netty's 64 KiB every frame comes in many reads, each with its own walk through all layers.
    private static final int READ_BYTES = 1024 * 1024;

    // Both guarded by the class.
    private static EventLoopGroup loops;
    private static int users;

    private Sockets() {}

    /** For one channel, whose end is told by {@link #release}. @param arrivals sees what comes over its connections */
    static synchronized NettyChannelBuilder use(NettyChannelBuilder builder, ReceivedBytes arrivals) {
        if (users++ == 0) {
            loops = new MultiThreadIoEventLoopGroup(
                    Runtime.getRuntime().availableProcessors(), new DefaultThreadFactory("grpc-out", true), io());
        }
        return builder.eventLoopGroup(loops)
                .channelFactory(() -> connection(arrivals))
                .withOption(ChannelOption.ALLOCATOR, LargeFrames.POOL)
                .withOption(ChannelOption.WRITE_BUFFER_WATER_MARK, LargeFrames.WATER_MARK)
                .withOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(1024, 65536, READ_BYTES));
    }

    /** With the last channel the threads go: a JVM waits 300 ms at its end for daemon threads that wait in the kernel. */
    static synchronized void release() {
        if (--users == 0) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            loops = null;
        }
    }

    private static Channel connection(ReceivedBytes arrivals) {
        Channel connection = Epoll.isAvailable() ? new EpollSocketChannel() : new NioSocketChannel();
        connection.pipeline().addLast(arrivals, new LargeFrames());
        return connection;
    }

    private static IoHandlerFactory io() {
        return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }
}
