package io.parvada.transfer.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The constant-memory tree against one that is written as the text of BEP 52 reads. */
class HashTreePropertyTest {

    private static final int LEAF = Pieces.LEAF_BYTES;
    private static final int PIECE = Pieces.PIECE_BYTES;

    @Property(tries = 150, seed = "52")
    void rootAndLayerAreThoseOfTheReference(
            @ForAll("sizes") int size, @ForAll @IntRange(min = 1, max = 2 * PIECE) int step, @ForAll long seed) {
        byte[] file = random(size, seed);
        List<Sha256> layer = new ArrayList<>();
        ContentHasher hasher = new ContentHasher(layer::add);

        for (int at = 0; at < size; at += step) {
            hasher.update(ByteBuffer.wrap(file, at, Math.min(step, size - at)));
        }

        ContentHasher.Hashed hashed = hasher.finish();
        assertThat(hashed.content()).isEqualTo(new ContentId(size, ReferenceTree.root(file)));
        assertThat(hashed.sha256()).isEqualTo(Sha256.of(file));
        List<Sha256> onePiece = size == 0 ? List.of() : List.of(hashed.content().root());
        assertThat(layer).isEqualTo(size > PIECE ? ReferenceTree.layer(file) : onePiece);
    }

    @Property(tries = 100, seed = "53")
    void everyPieceHashesToWhatProvesIt(@ForAll("sizes") int size, @ForAll boolean direct, @ForAll long seed) {
        byte[] file = random(size, seed);
        Pieces pieces = new Pieces(size);
        List<Sha256> expected = size > PIECE ? ReferenceTree.layer(file) : List.of(ReferenceTree.root(file));
        PieceHasher hasher = new PieceHasher();

        for (int i = 0; i < pieces.count(); i++) {
            ByteBuffer piece = ByteBuffer.wrap(file, (int) pieces.offset(i), pieces.length(i));
            if (direct) {
                piece = ByteBuffer.allocateDirect(pieces.length(i)).put(piece).flip();
            }
            assertThat(hash(hasher, piece, pieces.proofHeight())).isEqualTo(expected.get(i));
        }
    }

    @Property(tries = 100, seed = "54")
    void aPieceOfAnotherLengthOrWithAFlippedBitHashesToSomethingElse(
            @ForAll @IntRange(min = 2, max = PIECE) int length, @ForAll int bit, @ForAll long seed) {
        byte[] piece = random(length, seed);
        PieceHasher hasher = new PieceHasher();
        int height = Pieces.PIECE_HEIGHT;
        Sha256 right = hash(hasher, ByteBuffer.wrap(piece), height);

        assertThat(hash(hasher, ByteBuffer.wrap(piece, 0, length - 1), height)).isNotEqualTo(right);
        assertThat(hash(hasher, ByteBuffer.wrap(piece, 1, length - 1), height)).isNotEqualTo(right);
        piece[Math.floorMod(bit, length)] ^= (byte) (1 << Math.floorMod(bit, 8));
        assertThat(hash(hasher, ByteBuffer.wrap(piece), height)).isNotEqualTo(right);
    }

    /** Leaves and pieces, and powers of two of them, where the shape of the tree changes; a byte or two to either side. */
    @Provide
    Arbitrary<Integer> sizes() {
        Arbitrary<Integer> boundaries = Arbitraries.of(
                0,
                LEAF,
                2 * LEAF,
                3 * LEAF,
                32 * LEAF,
                33 * LEAF,
                63 * LEAF,
                PIECE,
                PIECE + LEAF,
                2 * PIECE,
                3 * PIECE,
                4 * PIECE,
                4 * PIECE + LEAF,
                5 * PIECE);
        Arbitrary<Integer> near = Arbitraries.integers().between(-2, 2);
        return Arbitraries.oneOf(
                boundaries.flatMap(at -> near.map(by -> Math.max(0, at + by))),
                Arbitraries.integers().between(0, 5 * PIECE));
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static Sha256 hash(PieceHasher hasher, ByteBuffer piece, int proofHeight) {
        hasher.update(piece);
        return hasher.finish(proofHeight);
    }
}
