package io.parvada.transfer.content;

import java.security.MessageDigest;

/**
 * The root of a Merkle tree from its nodes of one level, taken from left to right. Holds one hash a level, never the
 * level: 2^31 nodes need 1 KiB. Not thread-safe.
 */
final class FoldingTree {

    private static final int MAX_HEIGHT = 48;
    private static final Sha256[] ZERO_SUBTREES = zeroSubtrees();

    private final MessageDigest digest = Sha256.newDigest();
    private final Sha256[] left = new Sha256[MAX_HEIGHT];
    private final int level;
    private long count;

    /** @param level of the nodes that will be added; 0 for leaves */
    FoldingTree(int level) {
        this.level = level;
    }

    /** The hash of 2^height missing leaves; a missing leaf hash is 32 zero bytes (BEP 52). */
    static Sha256 zeroSubtree(int height) {
        return ZERO_SUBTREES[height];
    }

    void add(Sha256 node) {
        Sha256 carry = node;
        int height = 0;
        for (long n = count; (n & 1) == 1; n >>= 1) {
            carry = parent(left[height], carry);
            height++;
        }
        left[height] = carry;
        count++;
    }

    long count() {
        return count;
    }

    void reset() {
        count = 0;
    }

    /**
     * The root, padded with zero subtrees to at least {@code minHeight} levels above the nodes and to a power of two;
     * starts anew. Call only after at least one {@link #add}.
     */
    Sha256 root(int minHeight) {
        int height = Math.max(minHeight, 64 - Long.numberOfLeadingZeros(count - 1));
        Sha256 carry = null;
        for (int h = 0; h < height; h++) {
            boolean hasLeft = ((count >> h) & 1) == 1;
            if (hasLeft) {
                carry = parent(left[h], carry == null ? ZERO_SUBTREES[level + h] : carry);
            } else if (carry != null) {
                carry = parent(carry, ZERO_SUBTREES[level + h]);
            }
        }
        Sha256 root = carry == null ? left[height] : carry;
        count = 0;
        return root;
    }

    private Sha256 parent(Sha256 leftChild, Sha256 rightChild) {
        leftChild.updateInto(digest);
        rightChild.updateInto(digest);
        return Sha256.finish(digest);
    }

    private static Sha256[] zeroSubtrees() {
        MessageDigest digest = Sha256.newDigest();
        Sha256[] zeros = new Sha256[MAX_HEIGHT + Pieces.PIECE_HEIGHT];
        zeros[0] = Sha256.ofBytes(new byte[Sha256.BYTES]);
        for (int h = 1; h < zeros.length; h++) {
            zeros[h - 1].updateInto(digest);
            zeros[h - 1].updateInto(digest);
            zeros[h] = Sha256.finish(digest);
        }
        return zeros;
    }
}
