package io.parvada.transfer.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.content.Pieces;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PieceAssemblyTest {

    private static final int SIZE = 3 * Pieces.PIECE_BYTES + 777;
    private static final Pieces PIECES = new Pieces(SIZE);
    private static final byte[] FILE = bytes();

    private final Map<Integer, byte[]> taken = new LinkedHashMap<>();

    @ParameterizedTest
    @ValueSource(ints = {65_537, 262_144, Pieces.PIECE_BYTES, Pieces.PIECE_BYTES + 1, SIZE})
    void partsOfAnySizeBecomeWholePieces(int part) {
        PieceAssembly assembly = assembly(1, 4, piece -> true);

        feed(assembly, Pieces.PIECE_BYTES, SIZE, part);

        assertThat(assembly.done()).isTrue();
        assertThat(taken.keySet()).containsExactly(1, 2, 3);
        taken.forEach((piece, bytes) -> assertThat(bytes)
                .isEqualTo(Arrays.copyOfRange(
                        FILE, (int) PIECES.offset(piece), (int) PIECES.offset(piece) + PIECES.length(piece))));
    }

    @Test
    void anAnswerThatStopsEarlyIsNotDone() {
        PieceAssembly assembly = assembly(0, 2, piece -> true);

        feed(assembly, 0, 2 * Pieces.PIECE_BYTES - 1, 100_000);

        assertThat(assembly.done()).isFalse();
        assertThat(taken.keySet()).containsExactly(0);
    }

    @Test
    void aPieceThatIsNoLongerWantedEndsTheRunBeforeItsFirstByte() {
        PieceAssembly assembly = assembly(0, 3, piece -> piece != 1);

        assertThatThrownBy(() -> feed(assembly, 0, SIZE, 100_000)).isInstanceOf(PieceAssembly.Enough.class);

        assertThat(taken.keySet()).containsExactly(0);
    }

    private PieceAssembly assembly(int first, int end, IntPredicate wants) {
        ByteBuffer used = ByteBuffer.allocate(Pieces.PIECE_BYTES).position(99).limit(100);
        return new PieceAssembly(PIECES, new DownloadPlan.Run(first, end), used, new PieceAssembly.Taker() {
            @Override
            public boolean wants(int piece) {
                return wants.test(piece);
            }

            @Override
            public void whole(int piece, ByteBuffer bytes) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                taken.put(piece, copy);
            }
        });
    }

    private static void feed(PieceAssembly assembly, int from, int end, int part) {
        for (int at = from; at < end; at += part) {
            int n = Math.min(part, end - at);
            assembly.bytes(at, ByteBuffer.wrap(FILE, at, n).slice().asReadOnlyBuffer());
        }
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
