package io.parvada.transfer.content;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;

/**
 * Proves a layer of piece hashes against a content's root, hash by hash in order, in constant memory. Not thread-safe.
 */
public final class LayerFold {

    private static final Sha256 ZERO_PIECE = FoldingTree.zeroSubtree(Pieces.PIECE_HEIGHT);

    private final ContentId content;
    private final int expected;
    private final FoldingTree tree = new FoldingTree(Pieces.PIECE_HEIGHT);

    public LayerFold(ContentId content) {
        this.content = content;
        this.expected = content.pieces().hasLayer() ? content.pieces().count() : 0;
    }

    /**
     * The hash of the next piece.
     *
     * @throws PeerException CORRUPT_SOURCE for one hash too many, and for the hash of an all-missing subtree, which no
     *     bytes have and which would make a shorter file look longer
     */
    public void add(Sha256 pieceHash) {
        if (tree.count() >= expected) {
            throw new PeerException(Reason.CORRUPT_SOURCE, "the layer of " + content + " has " + expected + " hashes");
        }
        if (pieceHash.equals(ZERO_PIECE)) {
            throw new PeerException(Reason.CORRUPT_SOURCE, "the layer of " + content + " has a hole");
        }
        tree.add(pieceHash);
    }

    /** How many hashes were added; the index of the next one. */
    public long count() {
        return tree.count();
    }

    /** @throws PeerException CORRUPT_SOURCE if hashes are missing or do not fold into the root */
    public void prove() {
        if (tree.count() != expected) {
            throw new PeerException(
                    Reason.CORRUPT_SOURCE,
                    "the layer of " + content + " has " + expected + " hashes, not " + tree.count());
        }
        if (expected > 0 && !tree.root(0).equals(content.root())) {
            throw new PeerException(Reason.CORRUPT_SOURCE, "the layer does not prove " + content);
        }
    }
}
