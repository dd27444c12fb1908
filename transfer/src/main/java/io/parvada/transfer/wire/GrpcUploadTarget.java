package io.parvada.transfer.wire;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.OpenUploadRequest;
import io.parvada.proto.v1.UploadReceipt;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.Block;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.push.UploadTarget;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A receiver over gRPC. Blocks the thread that calls; {@link #cancel} from any. */
public final class GrpcUploadTarget implements UploadTarget {

    /** Two to a piece: large enough that the cost a message hardly shows, small enough for any pooled buffer. */
    static final int BLOCK_BYTES = 512 * 1024;

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration TAKE = Duration.ofSeconds(60);

    // Making gigabytes durable takes its time on a slow disk; a receiver that died meanwhile is noticed by keepalive.
    private static final Duration RECEIPT = Duration.ofMinutes(10);

    private static final MethodDescriptor<FileChunk, UploadReceipt> UPLOAD =
            FileTransferGrpc.getUploadMethod().toBuilder(
                            FileChunks.UPLOAD,
                            FileTransferGrpc.getUploadMethod().getResponseMarshaller())
                    .build();

    private final PeerChannel channel;
    private final Duration answer;
    private final Duration receipt;
    private final Object lock = new Object();
    private OutboundCall<?, ?> underWay;
    private boolean cancelled;

    /** The channel is closed with this target. */
    public GrpcUploadTarget(PeerChannel channel) {
        this(channel, ANSWER, RECEIPT);
    }

    /**
     * @param answer how long the receiver may think
     * @param receipt how long it may write to its disk
     */
    GrpcUploadTarget(PeerChannel channel, Duration answer, Duration receipt) {
        this.channel = channel;
        this.answer = answer;
        this.receipt = receipt;
    }

    @Override
    public State open(FileName name, ContentId content, boolean overwrite) {
        OpenUploadRequest request = OpenUploadRequest.newBuilder()
                .setName(name.value())
                .setContent(Messages.content(content))
                .setOverwrite(overwrite)
                .build();
        try (OutboundCall<OpenUploadRequest, UploadState> call = start(FileTransferGrpc.getOpenUploadMethod())) {
            call.send(request, answer);
            // It may have the file under another name, and copies it before it answers.
            return Messages.state(call.finish(receipt));
        }
    }

    @Override
    public State hashes(String uploadId, Feed layer) {
        try (OutboundCall<HashChunk, UploadState> call = start(FileTransferGrpc.getPutHashesMethod())) {
            HashChunk.Builder first = HashChunk.newBuilder().setUploadId(uploadId);
            ByteBuffer buffer = ByteBuffer.allocate(BLOCK_BYTES);
            long at = layer.fill(buffer);
            while (at >= 0
                    && call.send(
                            first.setIndex(at)
                                    .setHashes(ByteString.copyFrom(buffer.flip()))
                                    .build(),
                            TAKE)) {
                first.clearUploadId();
                at = layer.fill(buffer.clear());
            }
            return Messages.state(call.finish(answer));
        }
    }

    @Override
    public void send(String uploadId, Feed bytes) {
        try (OutboundCall<FileChunk, UploadReceipt> call = start(UPLOAD)) {
            // One for all messages: gRPC copies a message as it takes it, once the call is ready.
            ByteBuffer buffer = ByteBuffer.allocate(BLOCK_BYTES);
            boolean wanted = call.send(new FileChunk(uploadId, 0, Block.of(buffer.limit(0))), TAKE);
            long at = wanted ? bytes.fill(buffer.clear()) : -1;
            while (at >= 0 && call.send(new FileChunk("", at, Block.of(buffer.flip())), TAKE)) {
                at = bytes.fill(buffer.clear());
            }
            call.finish(receipt);
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
