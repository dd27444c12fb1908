package io.parvada.peer.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QueryIdsTest {

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void anIdIsAVersionSevenUuidThatBeginsWithItsTime() {
        QueryIds ids = new QueryIds(() -> now, new Random(1));
        UUID first = ids.get();
        now = now.plusMillis(1);
        UUID second = ids.get();
        assertThat(first.version()).isEqualTo(7);
        assertThat(first.variant()).isEqualTo(2);
        assertThat(first.getMostSignificantBits() >>> 16).isEqualTo(now.toEpochMilli() - 1);
        assertThat(second.toString()).isGreaterThan(first.toString());
    }
}
