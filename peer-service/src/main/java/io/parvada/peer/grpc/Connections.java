package io.parvada.peer.grpc;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.parvada.transfer.connection.LargeFrames;
import io.parvada.transfer.connection.ReceivedBytes;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * At most {@code max} connections at once: one more is closed as it is accepted, before it costs anything but that.
 * grpc-java has no such bound, so the server channel is made here, and with it the event loops are this room's own.
 */
final class Connections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final int max;
    private final Map<SocketAddress, ReceivedBytes> arrivals = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean full = new AtomicBoolean();
    private final EventLoopGroup accepting;
    private final EventLoopGroup moving;

    Connections(int max) {
        this.max = max;
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        accepting = new MultiThreadIoEventLoopGroup(1, new CustomizableThreadFactory("grpc-accept-"), io);
        moving = new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(), new CustomizableThreadFactory("grpc-net-"), io);
    }

    void accept(NettyServerBuilder builder) {
        builder.bossEventLoopGroup(accepting)
                .workerEventLoopGroup(moving)
                .channelFactory(this::serverChannel)
                .withChildOption(ChannelOption.ALLOCATOR, LargeFrames.POOL)
                .withChildOption(ChannelOption.WRITE_BUFFER_WATER_MARK, LargeFrames.WATER_MARK);
    }

    /** What comes over the connection from this address and port; nothing ever does if it has ended. */
    ReceivedBytes arrivals(SocketAddress from) {
        ReceivedBytes known = from == null ? null : arrivals.get(from);
        return known == null ? new ReceivedBytes() : known;
    }

    private ServerChannel serverChannel() {
        ServerChannel channel = Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
        channel.pipeline().addFirst(new Door());
        return channel;
    }

    /** Stands before Netty's acceptor: each message of a server channel is a connection. */
    private final class Door extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel connection = (Channel) message;
            if (open.incrementAndGet() > max) {
                open.decrementAndGet();
                connection.unsafe().closeForcibly();
                if (full.compareAndSet(false, true)) {
                    LOG.warn("All {} gRPC connections are taken; more are closed until one ends", max);
                }
                return;
            }
            SocketAddress from = connection.remoteAddress();
            ReceivedBytes watched = new ReceivedBytes();
            arrivals.put(from, watched);
            connection.pipeline().addLast(watched, new LargeFrames());
            connection.closeFuture().addListener(closed -> {
                arrivals.remove(from, watched);
                open.decrementAndGet();
                full.set(false);
            });
            context.fireChannelRead(message);
        }
    }

    @Override
    public void close() {
        accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        moving.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
