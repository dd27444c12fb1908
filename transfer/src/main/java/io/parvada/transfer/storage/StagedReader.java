package io.parvada.transfer.storage;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/**
 * The proven pieces of a staged file, for others to read while the rest arrives. A piece is proven before it is written
 * and never written again, and a staging that begins anew does so in a new file; so a range that could be read stays
 * right whatever becomes of the staging: named, given up or deleted. All reads share one open file, which stays open
 * until this is closed and the last of them has ended. Thread-safe.
 */
public final class StagedReader implements AutoCloseable {

    private final StagedFile staged;
    private final FileChannel channel;
    private final FileStat stat;
    private int reads; // guarded by this
    private boolean closed; // guarded by this

    StagedReader(StagedFile staged, FileName name, Path data) throws IOException {
        this.staged = staged;
        this.stat = new FileStat(name, staged.content().sizeBytes(), Instant.EPOCH, null);
        this.channel = FileChannel.open(data, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    public ContentId content() {
        return staged.content();
    }

    /** The name that it is to have. */
    public FileName name() {
        return stat.name();
    }

    /** The pieces that can be read now, a copy; only more of them until this is closed. */
    public BitSet proven() {
        return staged.provenPieces();
    }

    public long provenBytes() {
        return staged.provenBytes();
    }

    public boolean layerProven() {
        return staged.layerProven();
    }

    /**
     * Part of the proven layer, concatenated; empty when this is closed.
     *
     * @throws PeerException INVALID_REQUEST before the layer is proven
     */
    public synchronized Optional<byte[]> layer(int first, int count) {
        if (closed) {
            return Optional.empty();
        }
        if (!layerProven()) {
            throw new PeerException(Reason.INVALID_REQUEST, "the layer of " + content() + " is not proven yet");
        }
        return Optional.of(staged.layer(first, count));
    }

    /**
     * Opens a range inside the file, to be closed by the caller; empty when this is closed.
     *
     * @throws PeerException INVALID_RANGE unless each piece that it touches is proven; STORAGE_FAILURE when the disk has
     *     lost some of what was
     */
    public synchronized Optional<OpenFile> read(long offset, long length) {
        if (closed) {
            return Optional.empty();
        }
        staged.refuseBroken();
        refuseUnproven(offset, length);
        reads++;
        return Optional.of(new OpenFile(channel, stat, staged::changed, this::ended));
    }

    /** Waits for nobody: reads under way go on to their end. */
    @Override
    public synchronized void close() {
        closed = true;
        closeIfUnused();
    }

    private void refuseUnproven(long offset, long length) {
        if (length == 0) {
            return;
        }
        Pieces pieces = staged.pieces();
        int last = pieces.at(offset + length - 1);
        for (int piece = pieces.at(offset); piece <= last; piece++) {
            if (!staged.proven(piece)) {
                throw new PeerException(
                        Reason.INVALID_RANGE,
                        "'" + name() + "' is still arriving here, and piece " + piece
                                + " of it is not proven yet: Stat tells what is available");
            }
        }
    }

    private synchronized void ended() {
        reads--;
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (closed && reads == 0) {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing was written by it, so nothing is lost.
            }
        }
    }
}
