package io.parvada.transfer.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.parvada.proto.v1.ByteRange;
import io.parvada.proto.v1.Content;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.push.Upload;
import io.parvada.transfer.push.UploadTarget;
import java.util.BitSet;

/** Values of the engine as messages of file_transfer.proto, and back. Stateless. */
public final class Messages {

    private Messages() {}

    public static Content content(ContentId id) {
        return Content.newBuilder()
                .setSize(id.sizeBytes())
                .setRoot(UnsafeByteOperations.unsafeWrap(id.root().toBytes()))
                .build();
    }

    /** @throws io.parvada.transfer.error.PeerException INVALID_REQUEST for a negative size or a root not of 32 bytes */
    public static ContentId content(Content message) {
        return new ContentId(message.getSize(), Sha256.ofBytes(message.getRoot().toByteArray()));
    }

    /** The pieces that lie within what is available; a range that is none counts as none. */
    static BitSet available(FileInfo info, Pieces pieces) {
        BitSet available = new BitSet();
        for (ByteRange range : info.getAvailableList()) {
            long offset = range.getOffset();
            long rest = pieces.sizeBytes() - offset;
            if (offset >= 0 && rest > 0 && range.getLength() > 0) {
                long length = Math.min(rest, range.getLength());
                long first = (offset + Pieces.PIECE_BYTES - 1) / Pieces.PIECE_BYTES;
                long end = length == rest ? pieces.count() : (offset + length) / Pieces.PIECE_BYTES;
                if (first < end) {
                    available.set((int) first, (int) end);
                }
            }
        }
        return available;
    }

    static UploadTarget.State state(UploadState message) {
        return new UploadTarget.State(
                message.getUploadId(),
                message.getMissingList().stream().map(Messages::missing).toList(),
                message.getAlreadyPresent(),
                message.getHashesNeeded());
    }

    private static Upload.Missing missing(ByteRange range) {
        return new Upload.Missing(range.getOffset(), range.getLength());
    }
}
