package io.parvada.transfer.storage;

import io.parvada.transfer.content.Block;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.disk.PartLock;
import io.parvada.transfer.disk.Space;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.parts.StagedNames;
import io.parvada.transfer.parts.StagedParts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A file on its way: its bytes, its proven layer and which pieces are proven. Thread-safe: different pieces may be
 * written from different threads at once, each by a {@link PieceWriter} of its own. Every piece is hashed once, before it is
 * written, and never again, neither by a commit nor after a crash. When the machine itself has stopped, those are lost
 * that were written since the last checkpoint ({@code Cadence}, and at close).
 */
public final class StagedFile implements AutoCloseable {

    private final ContentId content;
    private final Pieces pieces;
    private final StagedParts parts;
    private volatile BooleanSupplier changed = () -> false;

    StagedFile(ContentId content, StagedParts parts) {
        this.content = content;
        this.pieces = content.pieces();
        this.parts = parts;
    }

    /**
     * For the client: staged as {@code part}, with its state and layer beside it. Resumes if {@code part} holds the
     * same content, starts anew if it holds other.
     *
     * @throws PeerException BUSY while another, in this process or any other, has the same part; STORAGE_FULL before
     *     the first byte; FORBIDDEN, STORAGE_FAILURE
     */
    public static StagedFile at(Path part, ContentId content) {
        return at(part, content, InstantSource.system());
    }

    static StagedFile at(Path part, ContentId content, InstantSource clock) {
        Path absolute = part.toAbsolutePath();
        PartLock lock = PartLock.acquire(absolute);
        boolean opened = false;
        try {
            Space space = new Space(absolute.getParent());
            StagedFile staged = new StagedFile(
                    content, StagedParts.open(new StagedNames(absolute), content, space, clock, lock::release));
            opened = true;
            return staged;
        } finally {
            if (!opened) {
                lock.release();
            }
        }
    }

    public ContentId content() {
        return content;
    }

    public Pieces pieces() {
        return pieces;
    }

    /** Whether pieces can be proven: the layer is here and proven, or the file needs none. */
    public boolean layerProven() {
        return parts.layer().proven();
    }

    /**
     * The next hashes of the layer in order; starting at index 0 begins anew. Ignored once the layer is proven.
     *
     * @param hashes whole hashes, concatenated; its position is not moved
     * @throws PeerException CORRUPT_SOURCE if out of order, too many, or with a hole: then the layer begins anew
     */
    public void layer(int firstIndex, ByteBuffer hashes) {
        try {
            parts.layer().add(firstIndex, hashes);
        } catch (IOException e) {
            throw DiskFailure.of(e, "store the layer of " + content);
        }
    }

    /** Ends the layer and proves it against the root. @throws PeerException CORRUPT_SOURCE, and it is forgotten */
    public void proveLayer() {
        try {
            parts.layer().prove();
        } catch (IOException e) {
            throw DiskFailure.of(e, "store the layer of " + content);
        }
    }

    /** The proven hash of one piece. @throws PeerException INVALID_REQUEST before the layer is proven, INVALID_RANGE */
    public Sha256 hashOf(int piece) {
        try {
            return parts.layer().hashOf(piece);
        } catch (IOException e) {
            throw DiskFailure.of(e, "read the layer of " + content);
        }
    }

    /**
     * The proven hashes first to first+count-1, concatenated, for who keeps the layer; also after the commit, until
     * close. For a file of one piece its root.
     */
    public byte[] layer(int first, int count) {
        if (!pieces.hasLayer()) {
            return first == 0 && count == 1 && pieces.count() == 1
                    ? content.root().toBytes()
                    : new byte[0];
        }
        try {
            return parts.layer().read(first, count);
        } catch (IOException e) {
            throw DiskFailure.of(e, "read the layer of " + content);
        }
    }

    /**
     * Hashes the whole piece and, if it proves, writes it. A piece that is proven already is left alone. Bytes that come
     * from a network are better given to a {@link PieceWriter}.
     *
     * @param data exactly the piece's bytes, heap or direct, not changed meanwhile; its position is not moved
     * @throws PeerException CORRUPT_SOURCE if it does not prove; INVALID_RANGE for no such piece; INVALID_REQUEST for a
     *     wrong length, or before the layer is proven; STORAGE_FULL, STORAGE_FAILURE
     */
    public void write(int piece, ByteBuffer data) {
        int length = pieces.length(piece);
        if (data.remaining() != length) {
            throw new PeerException(
                    Reason.INVALID_REQUEST,
                    "piece " + piece + " of " + content + " has " + length + " bytes, not " + data.remaining());
        }
        if (!proven(piece)) {
            try (PieceWriter writer = new PieceWriter(this)) {
                writer.begin(piece);
                writer.add(Block.of(data));
            }
        }
    }

    /** A piece whose hash was compared; one that was written already is left alone. @param parts all of it, in order */
    void writeProven(int piece, List<ByteBuffer> parts) {
        if (!this.parts.proven().contains(piece)) {
            this.parts.write(piece, pieces.offset(piece), parts);
        }
    }

    /** False also for an index outside the file. */
    public boolean proven(int piece) {
        return piece >= 0 && parts.proven().contains(piece);
    }

    /** A copy. */
    public BitSet provenPieces() {
        return parts.proven().copy();
    }

    public long provenBytes() {
        return parts.proven().bytes();
    }

    public boolean complete() {
        return parts.proven().all();
    }

    /**
     * For the client: all pieces proven, gives the file its name at {@code target}, durably; nothing is at
     * {@code target}, or what was there is untouched, before.
     *
     * @param target in a directory that exists, on the same file system as the part
     * @throws PeerException ALREADY_EXISTS without overwrite; INVALID_REQUEST before all is proven; STORAGE_FULL,
     *     STORAGE_FAILURE
     */
    public void commitTo(Path target, boolean overwrite) {
        Path data = seal();
        Path absolute = target.toAbsolutePath();
        Path name = absolute.getFileName();
        new Publication(data, absolute.getParent(), List.of(name)).run(name.toString(), overwrite);
        named(() -> false);
    }

    /** All bytes and their times on the disk, so that only a name is missing; the file that holds them. */
    Path seal() {
        if (!complete()) {
            throw new PeerException(
                    Reason.INVALID_REQUEST,
                    provenBytes() + " of " + content.sizeBytes() + " bytes of " + content + " are proven");
        }
        return parts.seal();
    }

    /**
     * It has its name: what is left of the staging goes. The layer can be read until close.
     *
     * @param changed whether what stands under the name is no longer this
     */
    void named(BooleanSupplier changed) {
        this.changed = changed;
        parts.delete();
    }

    /** Whether what was read of it may be something else by now: it was changed under its name, or the disk lost some. */
    boolean changed() {
        return parts.broken() || changed.getAsBoolean();
    }

    /** @throws PeerException STORAGE_FAILURE when the disk lost some of what was proven */
    void refuseBroken() {
        parts.refuseBroken();
    }

    /**
     * Its proven pieces, for others to read while the rest arrives; to be closed before this is.
     *
     * @param name for those who read
     * @throws PeerException STORAGE_FAILURE
     */
    public StagedReader reader(FileName name) {
        try {
            return new StagedReader(this, name, parts.data());
        } catch (IOException e) {
            throw DiskFailure.of(e, "read what is staged of '" + name + "'");
        }
    }

    /** Deletes bytes, state and layer, and lets go. Nothing happens after a commit or close. */
    public void discard() {
        parts.delete();
        close();
    }

    /** Makes what is proven durable and lets go; a later stage() of the same key goes on from it. */
    @Override
    public void close() {
        parts.close();
    }
}
