package io.parvada.transfer.wire;

import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.fetch.HolderSearch;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.storage.StagedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What a test of downloads has: a sample of nine pieces, the place where it arrives, and four lanes. */
abstract class DownloadScene {

    static final int MIB = Pieces.PIECE_BYTES;

    @TempDir
    Path directory;

    final ExecutorService lanes = Executors.newFixedThreadPool(4);
    Sample sample;

    @BeforeEach
    void makeSample() throws IOException {
        sample = Sample.in(directory, 8 * MIB + 12_345);
    }

    @AfterEach
    void stopLanes() {
        lanes.shutdownNow();
    }

    final StagedFile staged() {
        return StagedFile.at(directory.resolve(".target.parvada-part"), sample.content());
    }

    /** Each search finds the next of these, then nobody. */
    static HolderSearch found(Duration patience, List<List<PieceSource>> inTurn) {
        Queue<List<PieceSource>> left = new ArrayDeque<>(inTurn);
        return search(() -> CompletableFuture.completedFuture(left.isEmpty() ? List.of() : left.poll()), patience);
    }

    static HolderSearch search(Supplier<CompletableFuture<List<PieceSource>>> find, Duration patience) {
        return new HolderSearch() {
            @Override
            public CompletableFuture<List<PieceSource>> find() {
                return find.get();
            }

            @Override
            public Duration patience() {
                return patience;
            }
        };
    }
}
