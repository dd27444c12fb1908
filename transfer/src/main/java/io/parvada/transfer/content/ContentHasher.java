package io.parvada.transfer.content;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Reads a file's bytes once, in order, and tells its root, its plain SHA-256 and its layer. Memory is constant: each
 * piece hash goes to the sink as soon as it is known. Not thread-safe; one for one file.
 */
public final class ContentHasher {

    /** Takes the piece hashes in order; called for every piece, also of a file that needs no layer. */
    @FunctionalInterface
    public interface LayerSink {
        void piece(int index, Sha256 hash);
    }

    /** What one pass over the bytes has told. */
    public record Hashed(ContentId content, Sha256 sha256) {}

    private final LayerSink sink;
    private final MessageDigest whole = Sha256.newDigest();
    private final MessageDigest leaf = Sha256.newDigest();
    private final FoldingTree leaves = new FoldingTree(0);
    private final FoldingTree pieces = new FoldingTree(Pieces.PIECE_HEIGHT);
    private int inLeaf;
    private long size;

    public ContentHasher(LayerSink sink) {
        this.sink = sink;
    }

    /** Of a whole file that is in memory; the buffer is read to its limit. */
    public static Hashed of(ByteBuffer file) {
        int size = file.remaining();
        if (size > Pieces.LEAF_BYTES) {
            ContentHasher hasher = new ContentHasher((index, hash) -> {});
            hasher.update(file);
            return hasher.finish();
        }
        // The root of a single leaf is the hash of the file itself.
        MessageDigest digest = Sha256.newDigest();
        digest.update(file);
        Sha256 hash = Sha256.finish(digest);
        return new Hashed(new ContentId(size, hash), hash);
    }

    /** The next bytes, any number; the buffer is read to its limit. */
    public void update(ByteBuffer bytes) {
        whole.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            int n = Math.min(bytes.remaining(), Pieces.LEAF_BYTES - inLeaf);
            ByteBuffer part = bytes.slice(bytes.position(), n);
            bytes.position(bytes.position() + n);
            beginPieceIfDue();
            leaf.update(part);
            inLeaf += n;
            size += n;
            if (inLeaf == Pieces.LEAF_BYTES) {
                endLeaf();
            }
        }
    }

    /** The end of the file. Call once. */
    public Hashed finish() {
        if (size == 0) {
            Sha256 nothing = Sha256.finish(whole);
            return new Hashed(new ContentId(0, nothing), nothing);
        }
        if (inLeaf > 0) {
            endLeaf();
        }
        Sha256 root;
        if (pieces.count() == 0) {
            root = leaves.root(0);
            sink.piece(0, root);
        } else {
            endPiece();
            root = pieces.root(0);
        }
        return new Hashed(new ContentId(size, root), Sha256.finish(whole));
    }

    // A full piece is closed only when a byte of the next one comes: whether it is the only piece decides its padding.
    private void beginPieceIfDue() {
        if (leaves.count() == (1 << Pieces.PIECE_HEIGHT)) {
            endPiece();
        }
    }

    private void endLeaf() {
        leaves.add(Sha256.finish(leaf));
        inLeaf = 0;
    }

    private void endPiece() {
        Sha256 hash = leaves.root(Pieces.PIECE_HEIGHT);
        sink.piece((int) pieces.count(), hash);
        pieces.add(hash);
    }
}
