package io.parvada.transfer.push;

import io.parvada.transfer.storage.StagedFile;
import java.nio.ByteBuffer;
import java.util.List;

/** The receiving side of one upload: hashes, then pieces in any order, each proven. Thread-confined to its call. */
public final class Upload {

    /** Bytes [offset, offset + length) that are still missing, on piece boundaries. */
    public record Missing(long offset, long length) {}

    public Upload(StagedFile staged) {
        throw new UnsupportedOperationException("due");
    }

    public boolean hashesNeeded() {
        throw new UnsupportedOperationException("due");
    }

    public List<Missing> missing() {
        throw new UnsupportedOperationException("due");
    }

    /** The layer in order. @throws PeerException DIGEST_MISMATCH if it does not prove the announced root */
    public void hashes(int firstIndex, ByteBuffer hashes) {
        throw new UnsupportedOperationException("due");
    }

    /** Ends the layer. @throws PeerException DIGEST_MISMATCH */
    public void hashesDone() {
        throw new UnsupportedOperationException("due");
    }

    /** Bytes of a piece, in order within the piece. @throws PeerException DIGEST_MISMATCH, INVALID_RANGE, INVALID_REQUEST */
    public void bytes(long offset, ByteBuffer data) {
        throw new UnsupportedOperationException("due");
    }

    public boolean complete() {
        throw new UnsupportedOperationException("due");
    }
}
