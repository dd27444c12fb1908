package io.parvada.transfer.storage;

import io.parvada.transfer.content.Block;
import io.parvada.transfer.content.PieceHasher;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One piece at a time on its way into a staged file: hashed while it comes, written once all of it is there and proven.
 * Large blocks are kept where the network put them and written from there, so that no byte is copied; small ones are
 * gathered in a buffer, so that a sender of crumbs costs the memory of one piece and no more. One thread.
 */
public final class PieceWriter implements AutoCloseable {

    /** What a block must have to be kept: each keeps the whole of the network's buffers that it touches. */
    static final int KEPT_BYTES = 64 * 1024;

    private static final int NONE = -1;

    private final StagedFile staged;
    private final Pieces pieces;
    private final PieceHasher hasher = new PieceHasher();
    private final List<Block> kept = new ArrayList<>();
    private final List<ByteBuffer> parts = new ArrayList<>();
    private ByteBuffer buffer;
    private int piece = NONE;
    private int missing;

    /** @param staged stays open */
    public PieceWriter(StagedFile staged) {
        this.staged = staged;
        this.pieces = staged.pieces();
    }

    /** Begins a piece; what has come of another one is forgotten. @throws PeerException INVALID_RANGE */
    public void begin(int index) {
        forget();
        missing = pieces.length(index);
        piece = index;
    }

    /** The piece that was begun and is not whole yet, or -1. */
    public int piece() {
        return piece;
    }

    /** How many of its bytes are still to come; 0 when none was begun. */
    public int missing() {
        return missing;
    }

    /**
     * The next bytes of the piece that was begun, as many as belong to it; with the last one it is proven and written. A
     * block that is taken whole belongs to this writer, whatever happens.
     *
     * @return whether the piece is whole now
     * @throws PeerException CORRUPT_SOURCE if it does not prove; INVALID_REQUEST before the layer is proven;
     *     STORAGE_FULL, STORAGE_FAILURE
     */
    public boolean add(Block block) {
        int n = Math.min(block.remaining(), missing);
        boolean whole = n == block.remaining();
        List<ByteBuffer> taken = block.take(n);
        taken.forEach(hasher::update);
        missing -= n;
        if (whole && buffered() == 0 && (n >= KEPT_BYTES || missing == 0)) {
            kept.add(block);
            parts.addAll(taken);
        } else {
            gather(taken);
            if (whole) {
                block.close();
            }
        }
        if (missing == 0) {
            finish();
        }
        return piece == NONE;
    }

    /** Gives back what it holds; can be used again. */
    @Override
    public void close() {
        forget();
        buffer = null;
    }

    private int buffered() {
        return buffer == null ? 0 : buffer.position();
    }

    private void gather(List<ByteBuffer> taken) {
        if (buffer == null) {
            buffer = ByteBuffer.allocate(Pieces.PIECE_BYTES);
        }
        parts.forEach(part -> buffer.put(part.duplicate()));
        taken.forEach(part -> buffer.put(part.duplicate()));
        letGo();
    }

    private void finish() {
        int done = piece;
        if (buffered() > 0) {
            parts.add(buffer.duplicate().flip());
        }
        try {
            if (!hasher.finish(pieces.proofHeight()).equals(staged.hashOf(done))) {
                throw new PeerException(
                        Reason.CORRUPT_SOURCE, "piece " + done + " of " + staged.content() + " does not prove");
            }
            staged.writeProven(done, parts);
        } finally {
            forget();
        }
    }

    /** Gives up what has come of a piece. */
    public void forget() {
        piece = NONE;
        missing = 0;
        hasher.begin();
        letGo();
        if (buffer != null) {
            buffer.clear();
        }
    }

    private void letGo() {
        kept.forEach(Block::close);
        kept.clear();
        parts.clear();
    }
}
