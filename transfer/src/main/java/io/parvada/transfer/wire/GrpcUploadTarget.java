package io.parvada.transfer.wire;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.push.UploadTarget;

/** A receiver over gRPC. */
public final class GrpcUploadTarget implements UploadTarget {

    /** The channel is closed with this target. */
    public GrpcUploadTarget(PeerChannel channel) {
        throw new UnsupportedOperationException("due");
    }

    @Override
    public State open(FileName name, ContentId content, boolean overwrite) {
        throw new UnsupportedOperationException("due");
    }

    @Override
    public State hashes(String uploadId, Feed layer) {
        throw new UnsupportedOperationException("due");
    }

    @Override
    public void send(String uploadId, Feed bytes) {
        throw new UnsupportedOperationException("due");
    }

    @Override
    public void close() {}
}
