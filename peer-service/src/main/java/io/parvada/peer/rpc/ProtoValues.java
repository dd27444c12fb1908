package io.parvada.peer.rpc;

import com.google.protobuf.ByteString;
import io.parvada.peer.transfers.OpenUpload;
import io.parvada.proto.v1.ByteRange;
import io.parvada.proto.v1.Content;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;

/** Between the messages of the wire and the values of the engine; what cannot be a value is INVALID_REQUEST. */
final class ProtoValues {

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
