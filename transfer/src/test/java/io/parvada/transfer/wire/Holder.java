package io.parvada.transfer.wire;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.ByteRange;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.HashRequest;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A holder of one sample on a real server. Honest as it is; subclasses lie, freeze and break by overriding. */
class Holder extends FileTransferGrpc.FileTransferImplBase implements AutoCloseable {

    /** Not a divisor of a piece, so that chunks span pieces. */
    static final int CHUNK = 200_000;

    static final Duration IDLE = Duration.ofSeconds(20);

    final Sample sample;
    final List<DownloadRequest> asked = new CopyOnWriteArrayList<>();
    final TestServer server;

    Holder(Sample sample) {
        this.sample = sample;
        this.server = new TestServer(this);
    }

    GrpcPieceSource source(String name) {
        return source(name, IDLE);
    }

    GrpcPieceSource source(String name, Duration idle) {
        return new GrpcPieceSource(name, server.channel(), idle);
    }

    @Override
    public final void download(DownloadRequest request, StreamObserver<DownloadChunk> to) {
        asked.add(request);
        try {
            answer(request.getOffset(), request.getLength(), to);
        } catch (PeerException e) {
            to.onError(StatusCodec.encode(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public final void getHashes(HashRequest request, StreamObserver<HashChunk> to) {
        try {
            answerHashes(to);
        } catch (PeerException e) {
            to.onError(StatusCodec.encode(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public final void stat(FileRef request, StreamObserver<FileInfo> to) {
        FileInfo.Builder info = FileInfo.newBuilder()
                .setName("sample")
                .setSize(request.getContent().getSize());
        available().forEach(info::addAvailable);
        to.onNext(info.build());
        to.onCompleted();
    }

    /** All of it. */
    List<ByteRange> available() {
        return List.of(ByteRange.newBuilder().setLength(sample.bytes().length).build());
    }

    void answer(long offset, long length, StreamObserver<DownloadChunk> to) throws InterruptedException {
        send(offset, offset + length, to);
        to.onCompleted();
    }

    void answerHashes(StreamObserver<HashChunk> to) throws InterruptedException {
        to.onNext(hashes(0, sample.layer()));
        to.onCompleted();
    }

    final void send(long from, long end, StreamObserver<DownloadChunk> to) {
        for (long at = from; at < end; at += CHUNK) {
            to.onNext(chunk(at, (int) Math.min(CHUNK, end - at)));
        }
    }

    final DownloadChunk chunk(long offset, int length) {
        return DownloadChunk.newBuilder()
                .setOffset(offset)
                .setData(ByteString.copyFrom(sample.bytes(), (int) offset, length))
                .build();
    }

    static HashChunk hashes(int index, byte[] hashes) {
        return HashChunk.newBuilder()
                .setIndex(index)
                .setHashes(ByteString.copyFrom(hashes))
                .build();
    }

    /** The bytes that were asked for, over all requests. */
    final long askedBytes() {
        return asked.stream().mapToLong(DownloadRequest::getLength).sum();
    }

    static int hashesIn(byte[] layer) {
        return layer.length / Sha256.BYTES;
    }

    @Override
    public void close() {
        server.close();
    }
}
