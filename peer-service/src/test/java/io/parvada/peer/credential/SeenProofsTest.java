package io.parvada.peer.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SeenProofsTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final SeenProofs seen = new SeenProofs(Duration.ofSeconds(70), 3);

    @Test
    void whatIsTooMuchToRememberIsRefusedAndNothingForgotten() {
        assertThat(seen.first("1", NOW)).isTrue();
        assertThat(seen.first("2", NOW)).isTrue();
        assertThat(seen.first("3", NOW)).isTrue();
        assertThatThrownBy(() -> seen.first("4", NOW.plusSeconds(30)))
                .isInstanceOfSatisfying(PeerException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.RATE_LIMITED);
                    assertThat(e.retryAfter()).contains(Duration.ofSeconds(40));
                });
        assertThat(seen.first("1", NOW.plusSeconds(69))).isFalse();
        assertThat(seen.first("4", NOW.plusSeconds(70))).isTrue();
        assertThat(seen.first("1", NOW.plusSeconds(70))).isFalse();
    }

    @Test
    void afterALongSilenceNothingIsRemembered() {
        seen.first("1", NOW);
        assertThat(seen.first("1", NOW.plusSeconds(140))).isTrue();
    }
}
