package io.parvada.peer.rpc;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.grpc.Caller;
import io.parvada.peer.transfers.Permits;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.HashRequest;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.OpenFile;
import io.parvada.transfer.wire.FileChunk;

/** What this peer shares, asked for by name or by content: Stat, GetHashes, Download. */
final class DownloadCalls {

    private static final int HASHES_A_MESSAGE = 512 * 1024 / Sha256.BYTES;

    private final ServedFiles files;
    private final Permits permits;
    private final Streams streams;
    private final ReadBuffers buffers = new ReadBuffers();

    DownloadCalls(ServedFiles files, Permits permits, Streams streams) {
        this.files = files;
        this.permits = permits;
        this.streams = streams;
    }

    /** @throws PeerException FILE_NOT_FOUND, INVALID_NAME, INVALID_REQUEST, BUSY while it is hashed */
    void stat(FileRef ref, StreamObserver<FileInfo> receiver) {
        receiver.onNext(files.find(ref).info());
        receiver.onCompleted();
    }

    /**
     * The layer in messages of at most 512 KiB; none for a file of one piece.
     *
     * @throws PeerException FILE_NOT_FOUND; BUSY while that of what is arriving is not proven
     */
    void hashes(HashRequest request, StreamObserver<HashChunk> receiver) {
        ContentId content = ProtoValues.content(request.getContent());
        ServedFiles.Served file = files.find(content);
        if (file.arriving() != null) {
            files.refuseWithoutLayer(file.arriving());
        }
        Outflow.start(receiver, new Layer(content), streams);
    }

    /**
     * Bytes in order, in messages of 512 KiB, less where many are served.
     *
     * @throws PeerException those of {@link #stat}; INVALID_RANGE outside the file, or outside of what is proven of one
     *     that is arriving; BUSY when no permit is left; CORRUPT_SOURCE when the file changed while it was read, at the
     *     latest at the end
     */
    void download(DownloadRequest request, StreamObserver<FileChunk> receiver) {
        ServedFiles.Served served = files.find(request.getFile());
        FileBytes.Range range = new FileBytes.Range(request.getOffset(), length(request, served.sizeBytes()));
        Permits.Permit permit = permits.acquire(Caller.current().address(), "download of '" + served.name() + "'");
        try {
            OpenFile file = files.open(served, range);
            Outflow.start(receiver, new FileBytes(file, range, buffers, permit, files::changed), streams);
        } catch (RuntimeException e) {
            permit.close();
            throw e;
        }
    }

    private static long length(DownloadRequest request, long size) {
        long offset = request.getOffset();
        boolean nothingOfNothing = size == 0 && offset == 0;
        if (offset < 0 || (offset >= size && !nothingOfNothing)) {
            throw new PeerException(
                    Reason.INVALID_RANGE,
                    "offset " + Long.toUnsignedString(offset) + " is outside a file of " + size + " bytes");
        }
        long length = request.getLength() == 0 ? size - offset : request.getLength();
        if (length < 0 || length > size - offset) {
            throw new PeerException(
                    Reason.INVALID_RANGE,
                    "the file ends at " + size + ", before " + Long.toUnsignedString(length) + " bytes from " + offset);
        }
        return length;
    }

    private final class Layer implements Outflow.Source<HashChunk> {
        private final ContentId content;
        private final int count;
        private int next;

        Layer(ContentId content) {
            this.content = content;
            this.count = content.pieces().hasLayer() ? content.pieces().count() : 0;
        }

        @Override
        public HashChunk next(long mostBytes) {
            if (next == count) {
                return null;
            }
            int first = next;
            next += (int) Math.min(Math.min(HASHES_A_MESSAGE, mostBytes / Sha256.BYTES), count - first);
            return HashChunk.newBuilder()
                    .setIndex(first)
                    .setHashes(UnsafeByteOperations.unsafeWrap(files.layer(content, first, next - first)))
                    .build();
        }

        @Override
        public int bytes(HashChunk message) {
            return message.getHashes().size();
        }

        @Override
        public void close() {}
    }
}
