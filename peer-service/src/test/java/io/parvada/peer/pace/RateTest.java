package io.parvada.peer.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateTest {

    private final Instant start = Instant.parse("2026-11-21T10:00:00Z");
    private final Rate rate = new Rate();

    @Test
    void isWhatWasAddedSinceASecondOrMore() {
        assertThat(rate.at(500, start)).isZero();
        assertThat(rate.at(900, start.plusMillis(900))).isZero();
        assertThat(rate.at(2_500, start.plusSeconds(2))).isEqualTo(1_000);
        assertThat(rate.at(9_999, start.plusMillis(2_500))).isEqualTo(1_000);
        assertThat(rate.at(2_500, start.plusSeconds(4))).isZero();
    }
}
