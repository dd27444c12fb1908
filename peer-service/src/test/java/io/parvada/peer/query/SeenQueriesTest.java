package io.parvada.peer.query;

import static io.parvada.peer.query.SeenQueries.Sight.DUPLICATE;
import static io.parvada.peer.query.SeenQueries.Sight.FIRST;
import static io.parvada.peer.query.SeenQueries.Sight.FURTHER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SeenQueriesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final SeenQueries seen = new SeenQueries();

    @Test
    void aQueryIsADuplicateUnlessItMayGoFurtherThanEverBefore() {
        UUID id = new UUID(1, 1);
        assertThat(seen.see(id, 2, NOW)).isEqualTo(FIRST);
        assertThat(seen.see(id, 2, NOW)).isEqualTo(DUPLICATE);
        assertThat(seen.see(id, 3, NOW)).isEqualTo(FURTHER);
        assertThat(seen.see(id, 2, NOW)).isEqualTo(DUPLICATE);
        assertThat(seen.see(id, 3, NOW)).isEqualTo(DUPLICATE);
    }

    @Test
    void aReplayedIdIsRememberedForAsLongAsItsSearchCanLast() {
        UUID id = new UUID(1, 1);
        seen.see(id, 3, NOW);
        assertThat(seen.see(id, 3, NOW.plus(SeenQueries.REMEMBERED))).isEqualTo(DUPLICATE);
        assertThat(seen.see(id, 3, NOW.plus(SeenQueries.REMEMBERED).plusMillis(1)))
                .isEqualTo(FIRST);
    }

    @Test
    void aFloodOfIdsForgetsTheOldestAndNoMore() {
        for (int i = 0; i < SeenQueries.MOST + 1; i++) {
            assertThat(seen.see(new UUID(0, i), 3, NOW)).isEqualTo(FIRST);
        }
        assertThat(seen.see(new UUID(0, 1), 3, NOW)).isEqualTo(DUPLICATE);
        assertThat(seen.see(new UUID(0, 0), 3, NOW)).isEqualTo(FIRST);
    }
}
