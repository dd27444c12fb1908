package io.parvada.transfer.content;

/**
 * The root of a file from the hashes of its pieces, for whoever hashes the pieces apart from each other. Constant memory.
 * Not thread-safe; one for one file.
 */
public final class RootFold {

    private final Pieces pieces;
    private final FoldingTree tree = new FoldingTree(Pieces.PIECE_HEIGHT);
    private Sha256 only;

    public RootFold(Pieces pieces) {
        this.pieces = pieces;
    }

    /** The hash of the next piece, as {@link PieceHasher} makes it with the file's proof height. */
    public void add(Sha256 pieceHash) {
        only = pieceHash;
        tree.add(pieceHash);
    }

    /** The end; call once, after as many hashes as the file has pieces. */
    public ContentId finish() {
        if (pieces.count() == 0) {
            return new ContentId(0, Sha256.of(new byte[0]));
        }
        return new ContentId(pieces.sizeBytes(), pieces.hasLayer() ? tree.root(0) : only);
    }
}
