package io.parvada.peer.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.parvada.peer.pace.Pace;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.storage.FileStat;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scan and the readers do not do: write what is known, read what is still written to. */
class ScanTest {

    /** A time that does not pass. */
    private static final Timeline STANDING = new Timeline() {
        @Override
        public Instant now() {
            return Share.LONG_AGO;
        }

        @Override
        public Runnable after(Duration delay, Runnable task) {
            return () -> {};
        }
    };

    private Share share;

    @BeforeEach
    void makeShare(@TempDir Path dir) {
        share = new Share(dir);
    }

    @AfterEach
    void closeShare() {
        share.close();
    }

    @Test
    void aScanOfWhatIsKnownWritesNothing() {
        share.put("a.txt", "a");
        share.put("d/b.txt", "b");
        share.openIndexed();
        try (CatalogDatabase database = CatalogFile.open(share.state, Clock.systemUTC());
                Indexer indexer = new Indexer(share.folder(), database, new HashQueue())) {
            long before = database.moment();
            List<String> directories = new ArrayList<>();
            assertThat(indexer.readAll(directories::add)).isTrue();
            assertThat(directories).containsExactlyInAnyOrder("", "d");
            assertThat(database.unchangedSince(before)).isTrue();
        }
    }

    @Test
    void aFileThatIsReadAgainAndAgainHasToBeQuietForLongerEachTimeUpToAMinute() {
        Readings readings = new Readings(null);
        FileName log = new FileName("app.log");
        Instant now = Share.LONG_AGO;
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            seconds.add(readings.quiet(log, now).toSeconds());
            readings.begin(new FileStat(log, 1 << 20, now, "key"), now);
            now = now.plusSeconds(90);
        }
        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        assertThat(readings.quiet(new FileName("other.log"), now)).isEqualTo(Hashing.QUIET);
        assertThat(readings.quiet(log, now.plus(Duration.ofMinutes(10)))).isEqualTo(Hashing.QUIET);
    }

    @Test
    void hashingKeepsToItsPace() {
        Pace pace = new Pace(STANDING);
        pace.limit(64 * 1024);
        share = new Share(share.dir, share.state, Clock.systemUTC(), pace);
        share.put("large.bin", new byte[1 << 20]);
        Catalog catalog = share.open();
        Share.await(() -> pace.totalBytes() > 0 && pace.waiting() > 0);
        assertThat(catalog.find(new FileName("large.bin")).orElseThrow().root()).isNull();
        assertThat(pace.totalBytes()).isLessThan(1 << 20);

        pace.limit(0);
        share.awaitIdle();
        assertThat(catalog.hashed(new FileName("large.bin")).root()).isNotNull();
    }

    @Test
    void aCatalogClosesWhileItsReadersWaitForTheirTurn() {
        Pace pace = new Pace(STANDING);
        pace.limit(64 * 1024);
        share = new Share(share.dir, share.state, Clock.systemUTC(), pace);
        share.put("large.bin", new byte[1 << 20]);
        share.open();
        Share.await(() -> pace.totalBytes() > 0 && pace.waiting() > 0);
        assertTimeout(Duration.ofSeconds(5), share::close);
    }
}
