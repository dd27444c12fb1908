package io.parvada.peer.rpc;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.grpc.Caller;
import io.parvada.peer.transfers.Permits;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.HashRequest;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.OpenFile;
import io.parvada.transfer.storage.SharedFolder;
import io.parvada.transfer.wire.FileChunk;
import java.time.Duration;

/** What this peer shares, asked for by name or by content: Stat, GetHashes, Download. */
final class DownloadCalls {

    private static final int HASHES_A_MESSAGE = 512 * 1024 / Sha256.BYTES;

    private final Catalog catalog;
    private final SharedFolder folder;
    private final Permits permits;
    private final Streams streams;
    private final ReadBuffers buffers = new ReadBuffers();

    DownloadCalls(Catalog catalog, SharedFolder folder, Permits permits, Streams streams) {
        this.catalog = catalog;
        this.folder = folder;
        this.permits = permits;
        this.streams = streams;
    }

    /** @throws PeerException FILE_NOT_FOUND, INVALID_NAME, INVALID_REQUEST, BUSY while it is hashed */
    void stat(FileRef ref, StreamObserver<FileInfo> receiver) {
        CatalogEntry entry = entry(ref);
        FileInfo.Builder info = FileInfo.newBuilder()
                .setName(entry.name().value())
                .setSize(entry.sizeBytes())
                .setModifiedMs(entry.modified().toEpochMilli())
                .setRoot(ProtoValues.bytes(entry.root()));
        if (entry.sha256() != null) {
            info.setSha256(ProtoValues.bytes(entry.sha256()));
        }
        if (entry.sizeBytes() > 0) {
            info.addAvailable(ProtoValues.range(0, entry.sizeBytes()));
        }
        receiver.onNext(info.build());
        receiver.onCompleted();
    }

    /** The layer in messages of at most 512 KiB; none for a file of one piece. @throws PeerException FILE_NOT_FOUND */
    void hashes(HashRequest request, StreamObserver<HashChunk> receiver) {
        ContentId content = ProtoValues.content(request.getContent());
        find(content);
        Outflow.start(receiver, new Layer(content), streams);
    }

    /**
     * Bytes in order, in messages of 512 KiB.
     *
     * @throws PeerException those of {@link #stat}; INVALID_RANGE outside the file; BUSY when no permit is left;
     *     CORRUPT_SOURCE when the file changed while it was read, at the latest at the end
     */
    void download(DownloadRequest request, StreamObserver<FileChunk> receiver) {
        CatalogEntry entry = entry(request.getFile());
        long length = length(request, entry.sizeBytes());
        Permits.Permit permit = permits.acquire(Caller.current().address(), "download of '" + entry.name() + "'");
        try {
            OpenFile file = open(entry);
            FileBytes.Range range = new FileBytes.Range(request.getOffset(), length);
            Outflow.start(receiver, new FileBytes(file, range, buffers, permit, this::changed), streams);
        } catch (RuntimeException e) {
            permit.close();
            throw e;
        }
    }

    private CatalogEntry entry(FileRef ref) {
        return switch (ref.getByCase()) {
            case NAME -> catalog.hashed(new FileName(ref.getName()));
            case CONTENT -> find(ProtoValues.content(ref.getContent()));
            case BY_NOT_SET -> throw ProtoValues.invalid("a file is asked for by name or by content");
        };
    }

    private CatalogEntry find(ContentId content) {
        return catalog.find(content)
                .orElseThrow(() -> new PeerException(Reason.FILE_NOT_FOUND, "no file here has the content " + content));
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

    // What the index says was proven of other bytes than these: better none than those.
    private OpenFile open(CatalogEntry entry) {
        OpenFile file;
        try {
            file = folder.read(entry.name());
        } catch (PeerException e) {
            catalog.suspect(entry.name());
            throw e;
        }
        boolean asIndexed = file.stat().sizeBytes() == entry.sizeBytes()
                && file.stat().modified().toEpochMilli() == entry.modified().toEpochMilli();
        if (!asIndexed) {
            file.close();
            catalog.suspect(entry.name());
            throw PeerException.retryAfter(
                    Reason.BUSY, "'" + entry.name() + "' has changed and is being hashed", Duration.ofSeconds(1));
        }
        return file;
    }

    private PeerException changed(FileName name) {
        catalog.suspect(name);
        return new PeerException(Reason.CORRUPT_SOURCE, "'" + name + "' changed while it was served");
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
                    .setHashes(UnsafeByteOperations.unsafeWrap(catalog.layer(content, first, next - first)))
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
