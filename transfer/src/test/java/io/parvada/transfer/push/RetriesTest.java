package io.parvada.transfer.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetriesTest {

    private static final PeerException BROKEN = new PeerException(Reason.PEER_UNREACHABLE, "broke");

    private final Retries retries = new Retries();

    @Test
    void sixTriesWithoutProgressAreTheLast() {
        retries.opened(100);

        List<Optional<Duration>> waits =
                Stream.generate(() -> retries.after(BROKEN)).limit(7).toList();

        assertThat(waits.stream().map(w -> w.map(Duration::toMillis).orElse(-1L)))
                .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 8000L, -1L);
    }

    @Test
    void progressStartsTheCountAnew() {
        retries.opened(100);
        Stream.generate(() -> retries.after(BROKEN))
                .limit(5)
                .forEach(wait -> assertThat(wait).isPresent());

        retries.opened(100);
        assertThat(retries.after(BROKEN)).as("no progress").contains(Duration.ofSeconds(8));
        retries.opened(99);
        assertThat(retries.after(BROKEN)).contains(Duration.ofMillis(500));
    }

    @Test
    void aReceiverThatNeverAnsweredIsNotTriedAgainButABusyOneIs() {
        assertThat(retries.after(BROKEN)).isEmpty();
        assertThat(retries.after(busy(Duration.ofSeconds(3)))).contains(Duration.ofSeconds(3));
        assertThat(retries.after(busy(Duration.ofHours(1)))).contains(Duration.ofSeconds(10));
        assertThat(retries.after(busy(Duration.ZERO))).contains(Duration.ofMillis(500));
    }

    @Test
    void aPlaceInLineIsKeptForTenMinutesAndAnAnswerStartsThemAnew() {
        for (int round = 0; round < 2; round++) {
            for (int second = 0; second < 600; second += 5) {
                assertThat(retries.after(busy(Duration.ofSeconds(5)))).contains(Duration.ofSeconds(5));
            }
            assertThat(retries.after(busy(Duration.ofSeconds(5)))).isEmpty();
            retries.opened(100);
        }
    }

    @Test
    void bytesThatDoNotProveThoughTheFileIsTheSameAreSentTwiceMore() {
        PeerException mismatch = new PeerException(Reason.DIGEST_MISMATCH, "piece 3");
        retries.opened(100);

        assertThat(retries.after(mismatch)).isPresent();
        assertThat(retries.after(mismatch)).isPresent();
        assertThat(retries.after(mismatch)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"ALREADY_EXISTS", "STORAGE_FULL", "FORBIDDEN", "INVALID_NAME", "CANCELLED", "INTERNAL"})
    void aRefusalIsFinal(Reason reason) {
        retries.opened(100);

        assertThat(retries.after(new PeerException(reason, "no"))).isEmpty();
    }

    private static PeerException busy(Duration retryAfter) {
        return PeerException.retryAfter(Reason.BUSY, "busy", retryAfter);
    }
}
