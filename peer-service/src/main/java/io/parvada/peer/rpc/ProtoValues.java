package io.parvada.peer.rpc;

import com.google.protobuf.ByteString;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.transfers.OpenUpload;
import io.parvada.proto.v1.ByteRange;
import io.parvada.proto.v1.Content;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.StagedReader;

/** Between the messages of the wire and the values of the engine; what cannot be a value is INVALID_REQUEST. */
final class ProtoValues {

    /** Under 100 KB of message. Only a file of more than 8 GiB can have more. */
    private static final int MOST_RANGES = 4_096;

    private ProtoValues() {}

    /** @throws PeerException INVALID_REQUEST, TOO_LARGE beyond what a file can have */
    static ContentId content(Content content) {
        ContentId id = new ContentId(content.getSize(), sha256(content.getRoot()));
        id.pieces();
        return id;
    }

    static Content content(ContentId id) {
        return Content.newBuilder()
                .setSize(id.sizeBytes())
                .setRoot(bytes(id.root()))
                .build();
    }

    static ByteString bytes(Sha256 hash) {
        return ByteString.copyFrom(hash.toBytes());
    }

    static ByteRange range(long offset, long length) {
        return ByteRange.newBuilder().setOffset(offset).setLength(length).build();
    }

    /** A file of the share, all of it available. */
    static FileInfo info(CatalogEntry entry) {
        FileInfo.Builder info = FileInfo.newBuilder()
                .setName(entry.name().value())
                .setSize(entry.sizeBytes())
                .setModifiedMs(entry.modified().toEpochMilli())
                .setRoot(bytes(entry.root()));
        if (entry.sha256() != null) {
            info.setSha256(bytes(entry.sha256()));
        }
        if (entry.sizeBytes() > 0) {
            info.addAvailable(range(0, entry.sizeBytes()));
        }
        return info.build();
    }

    /** A file that is arriving, its proven pieces available; of very many ranges the longest. */
    static FileInfo info(StagedReader arriving) {
        FileInfo.Builder info = FileInfo.newBuilder()
                .setName(arriving.name().value())
                .setSize(arriving.content().sizeBytes())
                .setRoot(bytes(arriving.content().root()));
        return info.addAllAvailable(
                        LongestRuns.of(arriving.proven(), arriving.content().pieces(), MOST_RANGES))
                .build();
    }

    static UploadState state(OpenUpload upload) {
        UploadState.Builder state =
                UploadState.newBuilder().setUploadId(upload.id()).setHashesNeeded(upload.hashesNeeded());
        upload.missing().forEach(missing -> state.addMissing(range(missing.offset(), missing.length())));
        return state.build();
    }

    /** An index of a hash. @throws PeerException INVALID_REQUEST beyond 2^31-1, as no file has so many pieces */
    static int index(long unsigned) {
        if (unsigned < 0 || unsigned > Integer.MAX_VALUE) {
            throw invalid("there is no piece " + Long.toUnsignedString(unsigned));
        }
        return (int) unsigned;
    }

    static PeerException invalid(String detail) {
        return new PeerException(Reason.INVALID_REQUEST, detail);
    }

    private static Sha256 sha256(ByteString bytes) {
        return Sha256.ofBytes(bytes.toByteArray());
    }
}
