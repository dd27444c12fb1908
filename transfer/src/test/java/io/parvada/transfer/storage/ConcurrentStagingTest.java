package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentStagingTest {

    private static final int MIB = Pieces.PIECE_BYTES;
    private static final FileName NAME = new FileName("docs/a.bin");

    @TempDir
    Path share;

    private SharedFolder folder;

    @BeforeEach
    void open() {
        folder = SharedFolder.open(share, share.resolve(".parvada"));
    }

    @Test
    void hundredCommitsOfOneNameHaveOneWinnerWhole() throws Exception {
        List<Sample> samples =
                IntStream.range(0, 128).mapToObj(i -> Sample.of(5_000 + i, i)).toList();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Boolean>> runs = samples.stream()
                    .map(sample -> threads.submit(() -> wins(sample)))
                    .toList();
            int winner = -1;
            for (int i = 0; i < runs.size(); i++) {
                if (runs.get(i).get()) {
                    assertThat(winner).isEqualTo(-1);
                    winner = i;
                }
            }
            assertThat(share.resolve("docs/a.bin"))
                    .hasBinaryContent(samples.get(winner).bytes());
        } finally {
            threads.shutdownNow();
        }
        assertThat(share.resolve(".parvada/staging").toFile().list()).containsExactly(".lock");
    }

    private boolean wins(Sample sample) {
        try (StagedFile staged = folder.staging().stage(sample.content().toString(), sample.content())) {
            sample.into(staged);
            try {
                folder.commit(staged, NAME, false);
                return true;
            } catch (PeerException e) {
                assertThat(e.reason()).isEqualTo(Reason.ALREADY_EXISTS);
                staged.discard();
                return false;
            }
        }
    }

    @Test
    void manyThreadsWriteOneFile() throws Exception {
        Sample sample = Sample.of(24 * MIB + 11, 8);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (StagedFile staged = folder.staging().stage("key", sample.content())) {
            sample.layerInto(staged);
            List<Future<?>> runs = IntStream.range(0, 3 * sample.pieces().count())
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        int piece = i % sample.pieces().count();
                        staged.write(
                                piece,
                                ByteBuffer.allocateDirect(sample.pieces().length(piece))
                                        .put(sample.piece(piece))
                                        .flip());
                    }))
                    .toList();
            for (Future<?> run : runs) {
                run.get();
            }
            assertThat(staged.provenBytes()).isEqualTo(sample.bytes().length);
            folder.commit(staged, NAME, false);
        } finally {
            threads.shutdownNow();
        }
        assertThat(share.resolve("docs/a.bin")).hasBinaryContent(sample.bytes());
    }
}
