package io.parvada.transfer.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.MethodDescriptor;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.OpenUploadRequest;
import io.parvada.proto.v1.UploadChunk;
import io.parvada.proto.v1.UploadReceipt;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.push.UploadTarget;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A receiver over gRPC. Blocks the thread that calls; {@link #cancel} from any. */
public final class GrpcUploadTarget implements UploadTarget {

    /** Four to a piece: large enough that the cost a message does not show, small enough for any pooled buffer. */
    static final int BLOCK_BYTES = 256 * 1024;

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration TAKE = Duration.ofSeconds(60);

    // Making gigabytes durable takes its time on a slow disk; a receiver that died meanwhile is noticed by keepalive.
    private static final Duration RECEIPT = Duration.ofMinutes(10);

    private final PeerChannel channel;
    private final Object lock = new Object();
    private OutboundCall<?, ?> underWay;
    private boolean cancelled;

    /** The channel is closed with this target. */
    public GrpcUploadTarget(PeerChannel channel) {
        this.channel = channel;
    }

    @Override
    public State open(FileName name, ContentId content, boolean overwrite) {
        OpenUploadRequest request = OpenUploadRequest.newBuilder()
                .setName(name.value())
                .setContent(Messages.content(content))
                .setOverwrite(overwrite)
                .build();
        try (OutboundCall<OpenUploadRequest, UploadState> call = start(FileTransferGrpc.getOpenUploadMethod())) {
            call.send(request, ANSWER);
            return Messages.state(call.finish(ANSWER));
        }
    }

    @Override
    public State hashes(String uploadId, Feed layer) {
        try (OutboundCall<HashChunk, UploadState> call = start(FileTransferGrpc.getPutHashesMethod())) {
            HashChunk.Builder first = HashChunk.newBuilder().setUploadId(uploadId);
            for (Block block = read(layer); block != null; block = read(layer)) {
                if (!call.send(first.setIndex(block.at).setHashes(block.data).build(), TAKE)) {
                    break;
                }
                first.clearUploadId();
            }
            return Messages.state(call.finish(ANSWER));
        }
    }

    @Override
    public void send(String uploadId, Feed bytes) {
        try (OutboundCall<UploadChunk, UploadReceipt> call = start(FileTransferGrpc.getUploadMethod())) {
            boolean wanted =
                    call.send(UploadChunk.newBuilder().setUploadId(uploadId).build(), TAKE);
            for (Block block = wanted ? read(bytes) : null; block != null; block = read(bytes)) {
                UploadChunk chunk = UploadChunk.newBuilder()
                        .setOffset(block.at)
                        .setData(block.data)
                        .build();
                if (!call.send(chunk, TAKE)) {
                    break;
                }
            }
            call.finish(RECEIPT);
        }
    }

    /** Ends the call under way and every later one with CANCELLED. */
    @Override
    public void cancel() {
        synchronized (lock) {
            cancelled = true;
            if (underWay != null) {
                underWay.cancel();
            }
        }
    }

    @Override
    public void close() {
        cancel();
        channel.close();
    }

    private record Block(long at, ByteString data) {}

    // A buffer a message: until a connection stands, gRPC keeps the message as it is and would see the next one's
    // bytes.
    private static Block read(Feed feed) {
        ByteBuffer buffer = ByteBuffer.allocate(BLOCK_BYTES);
        long at = feed.fill(buffer);
        return at < 0 ? null : new Block(at, UnsafeByteOperations.unsafeWrap(buffer.flip()));
    }

    private <Q, R> OutboundCall<Q, R> start(MethodDescriptor<Q, R> method) {
        OutboundCall<Q, R> call = OutboundCall.start(channel, method);
        synchronized (lock) {
            underWay = call;
            if (cancelled) {
                call.cancel();
            }
        }
        return call;
    }
}
