package io.parvada.bench.micro;

import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.LayerFold;
import io.parvada.transfer.content.PieceHasher;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The proof of bytes: leaves, pieces, and the layer that proves the pieces. */
@State(Scope.Thread)
public class Hashing {

    private static final int PIECE_BYTES = 1 << 20;
    private static final int LAYER_PIECES = 2048;

    @Param({"heap", "direct"})
    public String buffer;

    private ByteBuffer piece;
    private MessageDigest digest;
    private final PieceHasher pieceHasher = new PieceHasher();
    private final List<Sha256> layer = new ArrayList<>();
    private ContentId layered;

    @Setup
    public void prepare() throws NoSuchAlgorithmException {
        byte[] bytes = new byte[PIECE_BYTES];
        new Random(1).nextBytes(bytes);
        piece = "direct".equals(buffer) ? ByteBuffer.allocateDirect(PIECE_BYTES) : ByteBuffer.allocate(PIECE_BYTES);
        piece.put(bytes).flip();
        digest = MessageDigest.getInstance("SHA-256");
        ContentHasher hasher = new ContentHasher((index, hash) -> layer.add(hash));
        for (int i = 0; i < LAYER_PIECES; i++) {
            hasher.update(piece.duplicate());
        }
        layered = hasher.finish().content();
    }

    /** SHA-256 of one leaf of 16 KiB, as the JDK does it. */
    @Benchmark
    public byte[] leaf() {
        digest.update(piece.slice(0, Pieces.LEAF_BYTES));
        return digest.digest();
    }

    /** The hash of a piece of 1 MiB: 64 leaves and the tree over them. */
    @Benchmark
    public Sha256 piece() {
        pieceHasher.update(piece);
        return pieceHasher.finish(Pieces.PIECE_HEIGHT);
    }

    /** The layer of 2 GiB against its root: 2,048 hashes. */
    @Benchmark
    public LayerFold layer() {
        LayerFold fold = new LayerFold(layered);
        layer.forEach(fold::add);
        fold.prove();
        return fold;
    }
}
