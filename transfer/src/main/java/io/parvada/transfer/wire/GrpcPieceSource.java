package io.parvada.transfer.wire;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.HashRequest;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.PieceSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A holder over gRPC. Each call is one server-streaming RPC, read on the thread that calls under flow control: a slow
 * sink slows the holder, and memory holds a few messages; of a call that is not read yet, one window. Answers out of order, too long, too short or empty are
 * CORRUPT_SOURCE; silence, or next to nothing for half a minute, is DEADLINE_EXCEEDED.
 */
public final class GrpcPieceSource implements PieceSource {

    /** A holder that sends no byte for so long is given up: a little more than membership needs to call it dead. */
    private static final Duration IDLE = Duration.ofSeconds(6);

    private static final Duration ASKED = Duration.ofSeconds(5);

    // All of a layer must come within this: a trickle keeps the idle watch awake for ever.
    private static final Duration LAYER_BASE = Duration.ofSeconds(30);
    private static final long LAYER_BYTES_A_SECOND = 16 * 1024;

    private static final MethodDescriptor<DownloadRequest, FileChunk> DOWNLOAD =
            FileTransferGrpc.getDownloadMethod().toBuilder(
                            FileTransferGrpc.getDownloadMethod().getRequestMarshaller(), FileChunks.DOWNLOAD)
                    .build();

    private final String name;
    private final PeerChannel channel;
    private final Expectation.Terms expected;
    private final Object lock = new Object();
    private final List<InboundStream<?>> underWay = new ArrayList<>();
    private boolean cancelled;

    /** The channel is closed with this source. */
    public GrpcPieceSource(String name, PeerChannel channel) {
        this(name, channel, IDLE);
    }

    /** @param idle how long a holder may send nothing; over 4 s where its links or disks are slow to start */
    public GrpcPieceSource(String name, PeerChannel channel, Duration idle) {
        this(name, channel, Expectation.Terms.of(idle));
    }

    GrpcPieceSource(String name, PeerChannel channel, Expectation.Terms expected) {
        this.name = name;
        this.channel = channel;
        this.expected = expected;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public BitSet available(ContentId content) {
        FileRef ref = FileRef.newBuilder().setContent(Messages.content(content)).build();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(ASKED.toSeconds(), TimeUnit.SECONDS);
        try (InboundStream<FileInfo> stream = start(FileTransferGrpc.getStatMethod(), options, ref, info -> {})) {
            FileInfo info = stream.next()
                    .orElseThrow(() -> new PeerException(Reason.CORRUPT_SOURCE, name + " answered nothing"));
            return Messages.available(info, content.pieces());
        }
    }

    @Override
    public void hashes(ContentId content, Sink sink) {
        HashRequest request =
                HashRequest.newBuilder().setContent(Messages.content(content)).build();
        long layerBytes = (long) content.pieces().count() * Sha256.BYTES;
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(
                LAYER_BASE.toSeconds() + layerBytes / LAYER_BYTES_A_SECOND, TimeUnit.SECONDS);
        AnswerRange range = new AnswerRange(name, 0, content.pieces().count());
        try (InboundStream<HashChunk> stream =
                start(FileTransferGrpc.getGetHashesMethod(), options, request, chunk -> {})) {
            for (Optional<HashChunk> next = stream.next(); next.isPresent(); next = stream.next()) {
                HashChunk chunk = next.get();
                range.take(chunk.getIndex(), wholeHashes(chunk));
                sink.bytes(chunk.getIndex(), chunk.getHashes().asReadOnlyByteBuffer());
            }
        }
        range.end();
    }

    @Override
    public void bytes(ContentId content, long offset, long length, Blocks sink) {
        try (Asked asked = ask(content, offset, length)) {
            asked.read(sink);
        }
    }

    @Override
    public Asked ask(ContentId content, long offset, long length) {
        DownloadRequest request = DownloadRequest.newBuilder()
                .setFile(FileRef.newBuilder().setContent(Messages.content(content)))
                .setOffset(offset)
                .setLength(length)
                .build();
        return new Answer(
                start(DOWNLOAD, CallOptions.DEFAULT, request, FileChunk::close),
                new AnswerRange(name, offset, offset + length));
    }

    private record Answer(InboundStream<FileChunk> stream, AnswerRange range) implements Asked {
        @Override
        public void read(Blocks sink) {
            for (Optional<FileChunk> next = stream.next(); next.isPresent(); next = stream.next()) {
                pass(next.get(), range, sink);
            }
            range.end();
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    private static void pass(FileChunk chunk, AnswerRange range, Blocks sink) {
        try {
            range.take(chunk.offset(), chunk.data().remaining());
        } catch (PeerException e) {
            chunk.close();
            throw e;
        }
        sink.bytes(chunk.offset(), chunk.data());
    }

    /** Ends the calls under way and every later one with CANCELLED. */
    @Override
    public void cancel() {
        synchronized (lock) {
            cancelled = true;
            underWay.forEach(InboundStream::cancel);
        }
    }

    @Override
    public void close() {
        cancel();
        channel.close();
    }

    private <Q, T> InboundStream<T> start(
            MethodDescriptor<Q, T> method, CallOptions options, Q request, Consumer<T> discard) {
        InboundStream<T> stream = InboundStream.start(channel, method, options, request, expected, discard);
        synchronized (lock) {
            underWay.removeIf(InboundStream::isClosed);
            underWay.add(stream);
            if (cancelled) {
                stream.cancel();
            }
        }
        return stream;
    }

    private int wholeHashes(HashChunk chunk) {
        if (chunk.getHashes().size() % Sha256.BYTES != 0) {
            throw new PeerException(Reason.CORRUPT_SOURCE, name + " sent a part of a hash");
        }
        return chunk.getHashes().size() / Sha256.BYTES;
    }
}
