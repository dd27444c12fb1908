package io.parvada.transfer.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.parvada.proto.v1.ByteRange;
import io.parvada.proto.v1.Content;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.push.Upload;
import io.parvada.transfer.push.UploadTarget;

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
