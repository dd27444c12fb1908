package io.parvada.transfer.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.StagedFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardTest {

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void whenOneOfTwoHoldersGoesAnotherIsSearchedForAtOnceAndNotHalfAMinuteLater() throws Exception {
        ContentId content = new ContentId(9L * Pieces.PIECE_BYTES, Sha256.of(new byte[] {1}));
        try (StagedFile staged = StagedFile.at(folder.resolve("part"), content)) {
            Board board = new Board(staged, List.of("one", "two"), new DownloadListener() {}, nanos::get);
            board.searchFor(Duration.ofSeconds(20));
            assertThat(board.begin(0) && board.begin(1)).isTrue();
            for (int searches = 0; searches < 8; searches++) {
                pass(Searches.LONGEST);
                assertThat(board.awaitSearch()).isTrue();
            }
            board.proven(1, 0);
            pass(Searches.FIRST);
            board.lost(1, new PeerException(Reason.PEER_UNREACHABLE, "gone"));
            board.end(1);
            assertThat(assertTimeoutPreemptively(Duration.ofSeconds(5), board::awaitSearch))
                    .isTrue();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
