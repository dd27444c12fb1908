package io.parvada.transfer.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.content.Block;
import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.plan.DownloadPlan;
import io.parvada.transfer.storage.PieceWriter;
import io.parvada.transfer.storage.StagedFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PieceAssemblyTest {

    private static final int SIZE = 3 * Pieces.PIECE_BYTES + 777;
    private static final byte[] FILE = bytes();

    @TempDir
    Path folder;

    private final AtomicInteger given = new AtomicInteger();
    private final AtomicInteger back = new AtomicInteger();
    private final List<Integer> asked = new ArrayList<>();
    private StagedFile staged;
    private PieceWriter writer;

    @BeforeEach
    void stage() {
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        ContentHasher hasher = new ContentHasher((index, hash) -> layer.writeBytes(hash.toBytes()));
        hasher.update(ByteBuffer.wrap(FILE));
        ContentId content = hasher.finish().content();
        staged = StagedFile.at(folder.resolve("part"), content);
        staged.layer(0, ByteBuffer.wrap(layer.toByteArray()));
        staged.proveLayer();
        writer = new PieceWriter(staged);
    }

    @AfterEach
    void everyBlockIsGivenBackOnce() {
        writer.close();
        staged.close();
        assertThat(back).hasValue(given.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {999, 65_536, 65_537, 262_144, 524_288, Pieces.PIECE_BYTES, Pieces.PIECE_BYTES + 1, SIZE})
    void blocksOfAnySizeBecomeWholePieces(int size) throws Exception {
        PieceAssembly assembly = assembly(0, 4, piece -> true);

        feed(assembly, 0, SIZE, size);

        assertThat(assembly.done()).isTrue();
        assertThat(asked).containsExactly(0, 1, 2, 3);
        staged.commitTo(folder.resolve("whole"), false);
        assertThat(Files.readAllBytes(folder.resolve("whole"))).isEqualTo(FILE);
    }

    @Test
    void crumbsAmongLargeBlocksAreGatheredWithThem() {
        PieceAssembly assembly = assembly(0, 1, piece -> true);

        assembly.bytes(0, block(0, 100_000));
        assembly.bytes(100_000, block(100_000, 3));
        assembly.bytes(100_003, block(100_003, 500_000));
        assembly.bytes(600_003, block(600_003, Pieces.PIECE_BYTES - 600_003));

        assertThat(assembly.done()).isTrue();
        assertThat(staged.proven(0)).isTrue();
    }

    @Test
    void anAnswerThatStopsEarlyIsNotDone() {
        PieceAssembly assembly = assembly(0, 2, piece -> true);

        feed(assembly, 0, 2 * Pieces.PIECE_BYTES - 1, 100_000);

        assertThat(assembly.done()).isFalse();
        assertThat(staged.provenPieces()).isEqualTo(BitSet.valueOf(new long[] {0b1}));
    }

    @Test
    void aPieceThatIsNoLongerWantedEndsTheRunBeforeItsFirstByte() {
        PieceAssembly assembly = assembly(0, 3, piece -> piece != 1);

        assertThatThrownBy(() -> feed(assembly, 0, SIZE, 100_000)).isInstanceOf(PieceAssembly.Enough.class);

        assertThat(staged.provenPieces()).isEqualTo(BitSet.valueOf(new long[] {0b1}));
    }

    @Test
    void wrongBytesAreNeverWritten() {
        PieceAssembly assembly = assembly(0, 1, piece -> true);
        assembly.bytes(0, block(0, 524_288));

        assertThatThrownBy(() -> assembly.bytes(524_288, block(524_289, 524_288)))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT_SOURCE));

        assertThat(staged.proven(0)).isFalse();
        assertThat(folder.resolve("part")).hasSize(0);
    }

    private PieceAssembly assembly(int first, int end, IntPredicate wants) {
        return new PieceAssembly(new DownloadPlan.Run(first, end), writer, new PieceAssembly.Taker() {
            @Override
            public boolean wants(int piece) {
                asked.add(piece);
                return wants.test(piece);
            }

            @Override
            public boolean add(int piece, Block block) {
                return writer.add(block);
            }
        });
    }

    private void feed(PieceAssembly assembly, int from, int end, int size) {
        for (int at = from; at < end; at += size) {
            assembly.bytes(at, block(at, Math.min(size, end - at)));
        }
    }

    /** In two parts, one of them direct. */
    private Block block(int at, int length) {
        given.incrementAndGet();
        int first = length / 2;
        ByteBuffer direct = ByteBuffer.allocateDirect(length - first)
                .put(FILE, at + first, length - first)
                .flip();
        ByteBuffer heap = ByteBuffer.wrap(FILE, at, first).slice().asReadOnlyBuffer();
        return new Block(first == 0 ? List.of(direct) : List.of(heap, direct), back::incrementAndGet);
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
