package io.parvada.peer.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.directory.DirectoryStore.Published;
import io.parvada.peer.directory.IndexUpdate;
import io.parvada.peer.pace.Pace;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes to the directory, as the share changes and answers get lost. */
class IndexPublisherTest {

    /** Takes updates as a directory does. */
    private static final class Held implements Function<IndexUpdate, Published> {
        private final List<IndexUpdate> bodies = new ArrayList<>();
        private Map<String, Long> names = new TreeMap<>();
        private Map<String, Long> staging;
        private long epoch = 100;
        private int losesAnswers;
        private int refusesAfter = Integer.MAX_VALUE;

        @Override
        public Published apply(IndexUpdate update) {
            if (bodies.size() >= refusesAfter) {
                throw new PeerException(Reason.PEER_UNREACHABLE, "away");
            }
            if (update.base() != 0 && update.base() != epoch) {
                throw new PeerException(Reason.STALE_BASE, "stale");
            }
            bodies.add(update);
            if (update.base() == 0) {
                staging = new TreeMap<>();
            }
            Map<String, Long> into = staging == null ? names : staging;
            update.removed().forEach(name -> into.remove(name.value()));
            update.added().forEach(entry -> into.put(entry.name().value(), entry.size()));
            if (!update.more() && staging != null) {
                names = staging;
                staging = null;
            }
            epoch++;
            if (losesAnswers-- > 0) {
                throw new PeerException(Reason.DEADLINE_EXCEEDED, "lost");
            }
            return new Published(epoch, into.size());
        }
    }

    @TempDir
    Path home;

    private final Held held = new Held();
    private Path share;
    private SharedFolder folder;
    private Catalog catalog;
    private IndexPublisher publisher;

    @BeforeEach
    void open() throws IOException {
        share = Files.createDirectory(home.resolve("share"));
        Path state = Files.createDirectory(home.resolve("state"));
        folder = SharedFolder.open(share, state);
        catalog = Catalog.open(folder, share, state, Clock.systemUTC(), Pace.unlimited());
        publisher = new IndexPublisher(catalog);
    }

    @AfterEach
    void close() {
        catalog.close();
        folder.close();
    }

    @Test
    void anEmptyShareIsPublishedToo() {
        assertThat(publisher.upToDate()).isFalse();
        assertThat(publisher.publish(held, false).count()).isZero();
        assertThat(publisher.upToDate()).isTrue();
        assertThat(held.bodies).hasSize(1);
    }

    @Test
    void thousandsGoInBodiesThatAreSeenTogether() {
        write(4_500, "f");
        publisher.publish(held, false);
        assertThat(held.bodies).extracting(IndexUpdate::more).containsExactly(true, true, false);
        assertThat(held.bodies.get(0).base()).isZero();
        assertLikeTheCatalog();
    }

    @Test
    void afterThatOnlyWhatChangedGoes() throws IOException {
        write(2_500, "f");
        publisher.publish(held, false);
        publisher.publish(held, false);
        assertThat(held.bodies).hasSize(2);
        Files.delete(share.resolve("f7"));
        put("f8", "longer than before");
        put("g", "new");
        settle(2_500);
        publisher.publish(held, false);
        IndexUpdate delta = held.bodies.get(2);
        assertThat(delta.removed()).hasSize(1);
        assertThat(delta.added()).hasSize(2);
        assertThat(delta.more()).isFalse();
        assertLikeTheCatalog();
    }

    @Test
    void aDeltaThatFailedHalfWayGoesOnWhereItWas() {
        write(1, "f");
        publisher.publish(held, false);
        write(5_000, "g");
        held.refusesAfter = 2;
        assertThatThrownBy(() -> publisher.publish(held, false)).isInstanceOf(PeerException.class);
        held.refusesAfter = Integer.MAX_VALUE;
        publisher.publish(held, false);
        assertThat(held.bodies).extracting(IndexUpdate::base).containsExactly(0L, 101L, 102L, 103L);
        assertThat(held.bodies.stream().mapToInt(body -> body.added().size()).sum())
                .isEqualTo(5_001);
        assertLikeTheCatalog();
    }

    @Test
    void afterALostAnswerAllIsSentAnewAndNothingIsLost() {
        write(3_000, "f");
        publisher.publish(held, false);
        write(2_500, "g");
        held.losesAnswers = 1;
        assertThatThrownBy(() -> publisher.publish(held, false)).isInstanceOf(PeerException.class);
        publisher.publish(held, false);
        assertThat(held.bodies.get(held.bodies.size() - 3).base()).isZero();
        assertLikeTheCatalog();
    }

    @Test
    void aFirstIndexThatFailedBeginsAnew() {
        write(4_500, "f");
        held.refusesAfter = 1;
        assertThatThrownBy(() -> publisher.publish(held, false)).isInstanceOf(PeerException.class);
        assertThat(held.names).isEmpty();
        held.refusesAfter = Integer.MAX_VALUE;
        publisher.publish(held, false);
        assertLikeTheCatalog();
    }

    @Test
    void whoAsksToPublishIsAnsweredByTheDirectoryAlsoWhereNothingChanged() {
        write(10, "f");
        publisher.publish(held, true);
        assertThat(publisher.publish(held, true).count()).isEqualTo(10);
        assertThat(held.bodies).hasSize(2);
        assertThat(held.bodies.get(1).added()).isEmpty();
    }

    @Test
    void aDirectoryThatForgotIsToldAllAgain() {
        write(10, "f");
        publisher.publish(held, false);
        held.epoch += 7;
        held.names.clear();
        write(1, "g");
        publisher.publish(held, false);
        assertLikeTheCatalog();
    }

    private void assertLikeTheCatalog() {
        Map<String, Long> shared = new TreeMap<>();
        String after = null;
        do {
            Catalog.Page page = catalog.list(null, after, 1_000);
            for (CatalogEntry entry : page.entries()) {
                shared.put(entry.name().value(), entry.sizeBytes());
            }
            after = page.next();
        } while (after != null);
        assertThat(held.names).isEqualTo(shared).isNotEmpty();
        assertThat(publisher.upToDate()).isTrue();
    }

    private void write(int files, String prefix) {
        long before = catalog.totals().count();
        for (int i = 0; i < files; i++) {
            put(prefix + i, "x");
        }
        settle(before + files);
    }

    /** A file that has been quiet for long, so that it is read once. */
    private void put(String name, String text) {
        try {
            Path file = Files.writeString(share.resolve(name), text);
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Until all of them are there and read, and nothing has changed since the last look. */
    private void settle(long files) {
        long[] looked = {-1};
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            boolean quiet = catalog.unchangedSince(looked[0]);
            looked[0] = catalog.moment();
            return quiet
                    && catalog.indexing().state() == Catalog.Indexing.State.IDLE
                    && catalog.totals().count() == files;
        });
    }
}
