package io.parvada.transfer.content;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Hashes one piece at a time, as its bytes come. Reusable, not thread-safe: one for each thread that verifies. */
public final class PieceHasher {

    private final MessageDigest digest = Sha256.newDigest();
    private final FoldingTree leaves = new FoldingTree(0);
    // Direct memory is hashed by way of an array, and the JDK's own has 4 KiB: four calls a leaf instead of one.
    private final byte[] leaf = new byte[Pieces.LEAF_BYTES];
    private int inLeaf;

    /** Forgets what has come of a piece. */
    public void begin() {
        digest.reset();
        leaves.reset();
        inLeaf = 0;
    }

    /** The next bytes of the piece, heap or direct, at most 1 MiB in all; the position is not moved. */
    public void update(ByteBuffer bytes) {
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            int n = Math.min(rest.remaining(), Pieces.LEAF_BYTES - inLeaf);
            if (rest.hasArray()) {
                digest.update(rest.array(), rest.arrayOffset() + rest.position(), n);
                rest.position(rest.position() + n);
            } else {
                rest.get(leaf, 0, n);
                digest.update(leaf, 0, n);
            }
            inLeaf += n;
            if (inLeaf == Pieces.LEAF_BYTES) {
                endLeaf();
            }
        }
    }

    /**
     * The hash that stands for the piece in its file's tree, to be compared with the layer entry, or with the root where
     * the file has no layer; begins anew. Call only after at least one byte.
     *
     * @param proofHeight {@link Pieces#proofHeight()} of the file
     */
    public Sha256 finish(int proofHeight) {
        if (inLeaf > 0) {
            endLeaf();
        }
        return leaves.root(proofHeight);
    }

    private void endLeaf() {
        leaves.add(Sha256.finish(digest));
        inLeaf = 0;
    }
}
