package io.parvada.transfer.connection;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler.Sharable;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.LongSupplier;

/**
 * What has come over one connection, or over one after the other: the bytes as the socket gives them, long before a frame
 * or a message of theirs is whole, so that a thin line is not taken for a silent peer. First in the pipeline. Event loops
 * write, any thread reads.
 */
@Sharable
public final class ReceivedBytes extends ChannelInboundHandlerAdapter {

    // A PING has 17 bytes, a WINDOW_UPDATE 13 (RFC 9113): they come from a peer whose disk hangs, too.
    private static final int LEAST_READ_BYTES = 64;

    private final LongSupplier nanoTime;
    private volatile long bytes;
    private volatile long lastNanos;

    public ReceivedBytes() {
        this(System::nanoTime);
    }

    /** @param nanoTime its clock */
    public ReceivedBytes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
    }

    /** All bytes but those of control frames that came alone. */
    public long bytes() {
        return bytes;
    }

    /** When the last of {@link #bytes} came, of its clock; when this was made, if none did. */
    public long lastNanos() {
        return lastNanos;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        int count = message instanceof ByteBuf read ? read.readableBytes() : 0;
        if (count >= LEAST_READ_BYTES) {
            add(count);
            lastNanos = nanoTime.getAsLong();
        }
        context.fireChannelRead(message);
    }

    // A channel has one connection at a time, but the end of one may meet the beginning of the next.
    private synchronized void add(int count) {
        bytes += count;
    }
}
