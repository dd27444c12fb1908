package io.parvada.peer.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.parvada.peer.pace.Pace;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.storage.FileStat;
import io.parvada.transfer.storage.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    void aFileThatIsGoneIsGoneAfterTheScanAlsoWhereAnotherGoesMeanwhile() throws IOException {
        share.put("gone.txt", "g");
        share.put("x/r.txt", "x");
        share.put("y/r.txt", "y");
        share.openIndexed();
        share.close();
        Files.delete(share.dir.resolve("gone.txt"));
        try (SharedFolder folder = SharedFolder.open(share.dir, share.state);
                CatalogDatabase database = CatalogFile.open(share.state, Clock.systemUTC());
                Indexer indexer = new Indexer(folder, database, new HashQueue())) {
            List<String> walked = new ArrayList<>();
            indexer.readAll(directory -> {
                if (!directory.isEmpty()) {
                    walked.add(directory + "/r.txt");
                }
                if (walked.size() == 2) {
                    share.delete(walked.get(0));
                    indexer.changed(new FileName(walked.get(0)));
                }
            });
            Catalog.Page left = database.read(jdbc -> NamePages.all(jdbc, "", 10));
            assertThat(Share.names(left.entries())).containsExactly(walked.get(1));
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
    void aFileThatIsAskedForDoesNotWaitBehindAllTheSmallOnes() {
        Passing time = new Passing();
        Pace pace = new Pace(time);
        pace.limit(64 * 1024);
        share = new Share(share.dir, share.state, Clock.systemUTC(), pace);
        for (int i = 0; i < 60; i++) {
            share.put("small-" + i, new byte[16 * 1024]);
        }
        FileName asked = new FileName("asked.bin");
        share.put(asked.value(), new byte[100 * 1024]);
        Catalog catalog = share.open();
        Share.await(() -> catalog.totals().count() == 61 && pace.waiting() > 0);
        assertThatThrownBy(() -> catalog.hashed(asked)).hasMessageContaining("waits to be hashed");

        for (int i = 0; catalog.find(asked).orElseThrow().root() == null; i++) {
            assertThat(i).as("quarters of a second").isLessThan(100);
            time.pass(Duration.ofMillis(250));
            Share.await(() ->
                    pace.waiting() > 0 || catalog.find(asked).orElseThrow().root() != null);
        }
        assertThat(catalog.indexing().done()).isLessThanOrEqualTo(5);
        pace.limit(0);
        share.awaitIdle();
        assertThat(catalog.indexing().done()).isEqualTo(61);
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

    /** A time that passes when the test says so. */
    private static final class Passing implements Timeline {

        private final Map<Runnable, Instant> due = new LinkedHashMap<>();
        private Instant now = Share.LONG_AGO;

        @Override
        public synchronized Instant now() {
            return now;
        }

        @Override
        public synchronized Runnable after(Duration delay, Runnable task) {
            Runnable once = task::run;
            due.put(once, now.plus(delay));
            return () -> {
                synchronized (this) {
                    due.remove(once);
                }
            };
        }

        void pass(Duration time) {
            List<Runnable> ready = new ArrayList<>();
            synchronized (this) {
                now = now.plus(time);
                due.forEach((task, at) -> {
                    if (!at.isAfter(now)) {
                        ready.add(task);
                    }
                });
                due.keySet().removeAll(ready);
            }
            ready.forEach(Runnable::run);
        }
    }
}
