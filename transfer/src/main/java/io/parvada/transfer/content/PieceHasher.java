package io.parvada.transfer.content;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Hashes one whole piece at a time. Reusable, not thread-safe: one for each thread that verifies. */
public final class PieceHasher {

    private final MessageDigest digest = Sha256.newDigest();
    private final FoldingTree leaves = new FoldingTree(0);

    /**
     * The hash that stands for {@code piece} in its file's tree, to be compared with the layer entry, or with the root
     * where the file has no layer.
     *
     * @param piece all bytes of the piece, 1 to 1 MiB; heap or direct; its position is not moved
     * @param proofHeight {@link Pieces#proofHeight()} of the file
     */
    public Sha256 hash(ByteBuffer piece, int proofHeight) {
        ByteBuffer rest = piece.duplicate();
        int end = rest.limit();
        while (rest.position() < end) {
            rest.limit(Math.min(end, rest.position() + Pieces.LEAF_BYTES));
            digest.update(rest);
            leaves.add(Sha256.finish(digest));
        }
        return leaves.root(proofHeight);
    }
}
