package io.parvada.transfer.storage;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * A file on its way: its bytes, its proven layer and which pieces are proven. Thread-safe: different pieces may be
 * written from different threads at once.
 */
public final class StagedFile implements AutoCloseable {

    /**
     * For the client: staged as {@code part}, with its state and layer beside it. Resumes if {@code part} holds the
     * same content, starts anew if it holds other.
     */
    public static StagedFile at(Path part, ContentId content) {
        throw new UnsupportedOperationException("due");
    }

    public ContentId content() {
        throw new UnsupportedOperationException("due");
    }

    public Pieces pieces() {
        throw new UnsupportedOperationException("due");
    }

    /** Whether pieces can be proven: the layer is here and proven, or the file needs none. */
    public boolean layerProven() {
        throw new UnsupportedOperationException("due");
    }

    /** The next hashes of the layer in order; starting at index 0 begins anew. @throws PeerException CORRUPT_SOURCE */
    public void layer(int firstIndex, ByteBuffer hashes) {
        throw new UnsupportedOperationException("due");
    }

    /** Ends the layer and proves it against the root. @throws PeerException CORRUPT_SOURCE, and it is forgotten */
    public void proveLayer() {
        throw new UnsupportedOperationException("due");
    }

    /** The proven hash of one piece. */
    public Sha256 hashOf(int piece) {
        throw new UnsupportedOperationException("due");
    }

    /**
     * Hashes the whole piece and, if it proves, writes it. A piece that is proven already is left alone.
     *
     * @param data exactly the piece's bytes; its position is not moved
     * @throws PeerException CORRUPT_SOURCE if it does not prove, STORAGE_FULL, STORAGE_FAILURE
     */
    public void write(int piece, ByteBuffer data) {
        throw new UnsupportedOperationException("due");
    }

    public boolean proven(int piece) {
        throw new UnsupportedOperationException("due");
    }

    /** A copy. */
    public BitSet provenPieces() {
        throw new UnsupportedOperationException("due");
    }

    public long provenBytes() {
        throw new UnsupportedOperationException("due");
    }

    public boolean complete() {
        throw new UnsupportedOperationException("due");
    }

    /**
     * For the client: all pieces proven, gives the file its name at {@code target}, durably.
     *
     * @throws PeerException ALREADY_EXISTS without overwrite
     */
    public void commitTo(Path target, boolean overwrite) {
        throw new UnsupportedOperationException("due");
    }

    /** Deletes bytes, state and layer. */
    public void discard() {
        throw new UnsupportedOperationException("due");
    }

    /** Makes what is proven durable and lets go; a later stage() of the same key goes on from it. */
    @Override
    public void close() {}
}
