package io.parvada.transfer.wire;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.fetch.PieceSource;

/** A holder over gRPC. */
public final class GrpcPieceSource implements PieceSource {

    /** The channel is closed with this source. */
    public GrpcPieceSource(String name, PeerChannel channel) {
        throw new UnsupportedOperationException("due");
    }

    @Override
    public String name() {
        throw new UnsupportedOperationException("due");
    }

    @Override
    public void hashes(ContentId content, Sink sink) {
        throw new UnsupportedOperationException("due");
    }

    @Override
    public void bytes(ContentId content, long offset, long length, Sink sink) {
        throw new UnsupportedOperationException("due");
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {}
}
