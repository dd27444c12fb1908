package io.parvada.transfer.wire;

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

/** The connections of {@link PeerChannel} and the event loops that serve them: a process's own, on daemon threads. */
final class Sockets {

    private static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(), new DefaultThreadFactory("grpc-out", true), io());

    // At Netty's 64 KiB every frame comes in many reads, each with its own walk through all layers.
    private static final int READ_BYTES = 1024 * 1024;

    private Sockets() {}

    static NettyChannelBuilder use(NettyChannelBuilder builder) {
        return builder.eventLoopGroup(LOOPS)
                .channelFactory(Sockets::connection)
                .withOption(ChannelOption.WRITE_BUFFER_WATER_MARK, LargeFrames.WATER_MARK)
                .withOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(1024, 65536, READ_BYTES));
    }

    private static Channel connection() {
        Channel connection = Epoll.isAvailable() ? new EpollSocketChannel() : new NioSocketChannel();
        connection.pipeline().addLast(new LargeFrames());
        return connection;
    }

    private static IoHandlerFactory io() {
        return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }
}
