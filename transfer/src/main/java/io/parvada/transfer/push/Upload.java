package io.parvada.transfer.push;

import io.parvada.transfer.content.Block;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.PieceWriter;
import io.parvada.transfer.storage.StagedFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The receiving side of one upload: the layer, then pieces in any order, the bytes of each in order, each piece proven
 * before it is written. Confined to one call of its sender at a time. Its memory is one piece, from the first byte to the
 * last. What fails leaves all that is proven: the sender may open again and go on.
 */
public final class Upload implements AutoCloseable {

    /** Bytes [offset, offset + length) that are still missing, on piece boundaries but for the end of the file. */
    public record Missing(long offset, long length) {}

    /** With more gaps the last range spans the rest, so that the answer fits a message; pieces sent twice are dropped. */
    static final int MAX_RANGES = 4096;

    private static final int NONE = -1;

    private final StagedFile staged;
    private final Pieces pieces;
    private final PieceWriter writer;
    // Of the piece whose bytes come, written or dropped.
    private int piece = NONE;
    private int filled;
    private boolean dropping;

    /** @param staged stays open, and is committed by the caller when {@link #complete()} */
    public Upload(StagedFile staged) {
        this.staged = staged;
        this.pieces = staged.pieces();
        this.writer = new PieceWriter(staged);
    }

    /** Whether the layer must come before any byte. */
    public boolean hashesNeeded() {
        return !staged.layerProven();
    }

    /** In order, none touching the next, at most 4,096; empty when complete. */
    public List<Missing> missing() {
        List<Missing> ranges = new ArrayList<>();
        BitSet proven = staged.provenPieces();
        int first = proven.nextClearBit(0);
        while (first < pieces.count()) {
            int next = proven.nextSetBit(first);
            boolean last = next < 0 || ranges.size() == MAX_RANGES - 1;
            int end = last ? pieces.count() : next;
            ranges.add(range(first, end));
            first = last ? end : proven.nextClearBit(end);
        }
        return ranges;
    }

    /**
     * The next hashes of the layer, in order; index 0 begins anew.
     *
     * @param hashes a multiple of 32 bytes
     * @throws PeerException DIGEST_MISMATCH if they cannot be of the announced content; INVALID_REQUEST, STORAGE_FULL,
     *     STORAGE_FAILURE
     */
    public void hashes(int firstIndex, ByteBuffer hashes) {
        callersFault(() -> staged.layer(firstIndex, hashes));
    }

    /** Ends the layer. @throws PeerException DIGEST_MISMATCH if it does not prove the announced root */
    public void hashesDone() {
        callersFault(staged::proveLayer);
    }

    /**
     * Bytes of the file, in parts of any size: within a piece in order from its beginning, the pieces in any order. A
     * part at the beginning of a piece gives up a piece that was left unfinished. What is proven already is dropped.
     *
     * @param data is this upload's, whatever happens
     * @throws PeerException DIGEST_MISMATCH if a piece does not prove; INVALID_RANGE outside the file; INVALID_REQUEST
     *     before the layer is proven, or out of order within a piece; STORAGE_FULL, STORAGE_FAILURE
     */
    public void bytes(long offset, Block data) {
        boolean handedOver = false;
        try {
            check(offset, data.remaining());
            for (long at = offset; data.remaining() > 0; ) {
                int n = begin(at, data.remaining());
                handedOver = !dropping && n == data.remaining();
                take(n, data);
                at += n;
            }
        } finally {
            if (!handedOver) {
                data.close();
            }
        }
    }

    /** Whether every piece is proven and written. */
    public boolean complete() {
        return staged.complete();
    }

    private void check(long offset, int count) {
        if (count > 0 && hashesNeeded()) {
            throw new PeerException(Reason.INVALID_REQUEST, "the hashes of an upload come before its bytes");
        }
        if (count > 0 && (offset < 0 || offset > pieces.sizeBytes() - count)) {
            throw new PeerException(
                    Reason.INVALID_RANGE,
                    count + " bytes at " + Long.toUnsignedString(offset) + " are outside a file of "
                            + pieces.sizeBytes());
        }
    }

    /** Whose bytes come now; answers how many of {@code available} belong to it. */
    private int begin(long offset, int available) {
        int at = pieces.at(offset);
        int within = (int) (offset - pieces.offset(at));
        if (within == 0) {
            piece = at;
            filled = 0;
            dropping = staged.proven(at);
            if (!dropping) {
                writer.begin(at);
            }
        } else if (at != piece || within != filled) {
            throw new PeerException(
                    Reason.INVALID_REQUEST, "the bytes of piece " + at + " come in order, not from " + within);
        }
        return Math.min(available, pieces.length(at) - within);
    }

    private void take(int n, Block data) {
        filled += n;
        if (filled == pieces.length(piece)) {
            piece = NONE;
        }
        if (dropping) {
            data.take(n);
        } else {
            callersFault(() -> writer.add(data));
        }
        if (staged.complete()) {
            writer.close();
        }
    }

    /** Gives up what has come of a piece; its sender begins it anew. */
    @Override
    public void close() {
        piece = NONE;
        writer.close();
    }

    private Missing range(int first, int end) {
        long offset = pieces.offset(first);
        return new Missing(offset, pieces.offset(end - 1) + pieces.length(end - 1) - offset);
    }

    /** What does not prove here is not a holder's lie but the caller's: its bytes are not what it declared. */
    private static void callersFault(Runnable touch) {
        try {
            touch.run();
        } catch (PeerException e) {
            if (e.reason() == Reason.CORRUPT_SOURCE) {
                throw new PeerException(Reason.DIGEST_MISMATCH, e.detail(), e);
            }
            throw e;
        }
    }
}
