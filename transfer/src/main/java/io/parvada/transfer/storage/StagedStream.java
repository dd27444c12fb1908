package io.parvada.transfer.storage;

import io.parvada.transfer.content.ContentHasher;
import java.nio.ByteBuffer;

/** Bytes that arrive in order with no root known, hashed on the way. One thread. */
public final class StagedStream implements AutoCloseable {

    /** @throws io.parvada.transfer.error.PeerException STORAGE_FULL, STORAGE_FAILURE */
    public void write(ByteBuffer bytes) {
        throw new UnsupportedOperationException("due");
    }

    /** No more bytes. @throws PeerException INVALID_REQUEST if fewer or more came than were declared */
    public ContentHasher.Hashed finish() {
        throw new UnsupportedOperationException("due");
    }

    /** The layer after finish(), for the catalog: hashes first..first+count-1, concatenated. */
    public byte[] layer(int first, int count) {
        throw new UnsupportedOperationException("due");
    }

    /** Deletes what was not committed. */
    @Override
    public void close() {}
}
