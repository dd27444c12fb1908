package io.parvada.transfer.content;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;

/**
 * How a file of {@code sizeBytes} is cut. A piece is 1 MiB, the last one what is left; a file of 0 bytes has no piece.
 * A leaf of the hash tree is 16 KiB, 64 to a piece (BEP 52).
 *
 * @param sizeBytes 0 or more; at most 2^51, so that a piece index is an int
 */
public record Pieces(long sizeBytes) {

    public static final int LEAF_BYTES = 16 * 1024;
    public static final int PIECE_BYTES = 1024 * 1024;
    /** Levels between a leaf and the hash of a whole piece. */
    public static final int PIECE_HEIGHT = 6;

    private static final long MAX_BYTES = (long) Integer.MAX_VALUE * PIECE_BYTES;

    /** @throws PeerException INVALID_REQUEST if negative, TOO_LARGE beyond 2^51 bytes */
    public Pieces {
        if (sizeBytes < 0) {
            throw new PeerException(Reason.INVALID_REQUEST, "a size is 0 or more, not " + sizeBytes);
        }
        if (sizeBytes > MAX_BYTES) {
            throw new PeerException(Reason.TOO_LARGE, "a file has at most " + MAX_BYTES + " bytes, not " + sizeBytes);
        }
    }

    public int count() {
        return (int) ((sizeBytes + PIECE_BYTES - 1) / PIECE_BYTES);
    }

    /** Whether the file needs a layer of piece hashes; with one piece or none the root proves it all. */
    public boolean hasLayer() {
        return sizeBytes > PIECE_BYTES;
    }

    /** Of the first byte of a piece. @throws PeerException INVALID_RANGE if there is no such piece */
    public long offset(int piece) {
        return (long) check(piece) * PIECE_BYTES;
    }

    /** In bytes, 1 to 1 MiB. @throws PeerException INVALID_RANGE if there is no such piece */
    public int length(int piece) {
        return (int) Math.min(PIECE_BYTES, sizeBytes - offset(piece));
    }

    /** The piece that holds the byte at {@code offset}. @throws PeerException INVALID_RANGE outside the file */
    public int at(long offset) {
        if (offset < 0 || offset >= sizeBytes) {
            throw new PeerException(
                    Reason.INVALID_RANGE, "offset " + offset + " is outside a file of " + sizeBytes + " bytes");
        }
        return (int) (offset / PIECE_BYTES);
    }

    /**
     * Levels between the leaves and the hash that proves one piece: 6 in a file of several pieces, where a short last
     * piece is padded with zero leaf hashes; in a file of one piece just enough for its leaves.
     */
    public int proofHeight() {
        if (hasLayer()) {
            return PIECE_HEIGHT;
        }
        long leaves = Math.max(1, (sizeBytes + LEAF_BYTES - 1) / LEAF_BYTES);
        return 64 - Long.numberOfLeadingZeros(leaves - 1);
    }

    private int check(int piece) {
        if (piece < 0 || piece >= count()) {
            throw new PeerException(
                    Reason.INVALID_RANGE, "piece " + piece + " is outside a file of " + count() + " pieces");
        }
        return piece;
    }
}
