package io.parvada.transfer.connection;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.WriteBufferWaterMark;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;

/**
 * Lets the other side of a connection send DATA frames of up to {@link #FRAME_BYTES} instead of 16 KiB (RFC 9113, section
 * 6.5.2, SETTINGS_MAX_FRAME_SIZE): at 16 KiB the cost a frame, on both sides, is more than the cost of its bytes.
 * grpc-java has no option for it, so the setting is sent by hand once the other side has spoken, as a second SETTINGS
 * frame; Netty's decoder takes larger frames as soon as it is acknowledged. To be added to a connection's pipeline
 * before gRPC's own handlers. One a connection; runs on its event loop.
 */
public final class LargeFrames extends ChannelInboundHandlerAdapter {

    private static final int ARENAS = 2;
    private static final int PAGE_BYTES = 8192;
    private static final int CHUNK_ORDER = 10; // 8 MiB, held back as soon as one byte is used

    /** One message of file bytes and a little; what a connection may hold of a frame that is not whole yet. */
    static final int FRAME_BYTES = 513 * 1024;

    /** For the connection of who sends: a frame is never larger than what Netty takes before its 64 KiB are written. */
    public static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(FRAME_BYTES, 2 * FRAME_BYTES);

    /**
     * For both ends, instead of gRPC's own pool with chunks of 2 MiB: what gathers a frame over several reads may have 2 MiB,
     * which there is a chunk made, zeroed and given back each time. Measured in decision 19.
     */
    public static final ByteBufAllocator POOL = new PooledByteBufAllocator(
            true,
            0,
            ARENAS,
            PAGE_BYTES,
            CHUNK_ORDER,
            PooledByteBufAllocator.defaultSmallCacheSize(),
            PooledByteBufAllocator.defaultNormalCacheSize(),
            false);

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        context.fireChannelRead(message);
        Http2ConnectionHandler http2 = context.pipeline().get(Http2ConnectionHandler.class);
        if (http2 != null) {
            ChannelHandlerContext own = context.pipeline().context(http2);
            http2.encoder().writeSettings(own, new Http2Settings().maxFrameSize(FRAME_BYTES), own.newPromise());
            own.flush();
            context.pipeline().remove(this);
        }
    }
}
