package io.parvada.peer.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuspicionTest {

    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "ALIVE,   answered, ALIVE",
        "ALIVE,   failed,   SUSPECT",
        "ALIVE,   left,     LEFT",
        "SUSPECT, answered, ALIVE",
        "SUSPECT, failed,   SUSPECT",
        "SUSPECT, left,     LEFT",
        "DEAD,    answered, ALIVE",
        "DEAD,    failed,   DEAD",
        "DEAD,    left,     LEFT",
        "LEFT,    answered, ALIVE",
        "LEFT,    failed,   LEFT",
        "LEFT,    left,     LEFT",
    })
    void everyStateAndEventHasItsRow(PeerState from, String event, PeerState to) {
        Suspicion before = in(from);
        Instant now = START.plusSeconds(10);
        Suspicion after = switch (event) {
            case "answered" -> before.answered(now);
            case "failed" -> before.failed(now);
            default -> before.left(now);
        };
        assertThat(after.state()).isEqualTo(to);
        assertThat(after.since()).isEqualTo(from == to ? before.since() : now);
    }

    @Test
    void thirdFailureInARowIsDeath() {
        Suspicion twice = Suspicion.alive(START).failed(at(1000)).failed(at(2000));
        assertThat(twice.state()).isEqualTo(PeerState.SUSPECT);
        assertThat(twice.failed(at(3000)).state()).isEqualTo(PeerState.DEAD);
    }

    @Test
    void anAnswerBetweenStartsTheRowAgain() {
        Suspicion belief =
                Suspicion.alive(START).failed(at(1000)).failed(at(2000)).answered(at(2500));
        assertThat(belief.failures()).isZero();
        assertThat(belief.failed(at(3000)).failed(at(4000)).state()).isEqualTo(PeerState.SUSPECT);
    }

    @Test
    void aBurstOfLateSearchesIsOneSignAndNotMany() {
        Suspicion belief = Suspicion.alive(START);
        for (int i = 0; i < 100; i++) {
            belief = belief.failed(at(1000 + i));
        }
        assertThat(belief.state()).isEqualTo(PeerState.SUSPECT);
        assertThat(belief.failed(at(2500)).state()).isEqualTo(PeerState.DEAD);
    }

    @ParameterizedTest
    @CsvSource({
        "0,1000",
        "500,1000",
        "1000,1000",
        "2000,2000",
        "4000,4000",
        "60000,4000",
        "3599999,4000",
        "3600000,60000"
    })
    void pauseOfTheDeadGrowsToFourSecondsAndAfterAnHourToSixty(long deadForMs, long pauseMs) {
        Suspicion dead = in(PeerState.DEAD);
        assertThat(dead.pause(dead.since().plusMillis(deadForMs))).isEqualTo(Duration.ofMillis(pauseMs));
    }

    @Test
    void onlyTheDeadAndTheLeftAreForgottenAndOnlyAfterADay() {
        Duration day = Duration.ofHours(24);
        for (PeerState state : PeerState.values()) {
            Suspicion belief = in(state);
            boolean gone = state == PeerState.DEAD || state == PeerState.LEFT;
            assertThat(belief.forgotten(belief.since().plus(day).minusNanos(1))).isFalse();
            assertThat(belief.forgotten(belief.since().plus(day))).isEqualTo(gone);
        }
    }

    private static Suspicion in(PeerState state) {
        Suspicion alive = Suspicion.alive(START);
        return switch (state) {
            case ALIVE -> alive;
            case SUSPECT -> alive.failed(at(9000));
            case DEAD -> alive.failed(at(1000)).failed(at(2000)).failed(at(3000));
            case LEFT -> alive.left(at(1000));
        };
    }

    private static Instant at(long millis) {
        return START.plusMillis(millis);
    }
}
