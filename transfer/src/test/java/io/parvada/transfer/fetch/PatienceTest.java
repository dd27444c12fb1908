package io.parvada.transfer.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PatienceTest {

    private final Patience patience = new Patience();

    @ParameterizedTest
    @CsvSource({"0, 50", "49, 50", "700, 700", "10000, 10000", "3600000, 10000"})
    void aBusyHolderIsAskedAgainWhenItSaysWithinBounds(long saysMillis, long waitMillis) {
        assertThat(patience.after(busy(Duration.ofMillis(saysMillis)))).contains(Duration.ofMillis(waitMillis));
    }

    @Test
    void aHolderThatIsAlwaysBusyIsGivenUp() {
        for (int i = 0; i < 60; i++) {
            assertThat(patience.after(busy(Duration.ofSeconds(10)))).isPresent();
        }
        assertThat(patience.after(busy(Duration.ofSeconds(10)))).isEmpty();
    }

    @Test
    void withoutATimeItIsGivenUpAfterHalfAMinute() {
        for (int i = 0; i < 30; i++) {
            assertThat(patience.after(failure(Reason.BUSY))).contains(Duration.ofSeconds(1));
        }
        assertThat(patience.after(failure(Reason.RATE_LIMITED))).isEmpty();
    }

    @Test
    void aHolderThatNeverGaveAnythingIsNotAskedAgainAfterABreak() {
        assertThat(patience.after(failure(Reason.PEER_UNREACHABLE))).isEmpty();
        assertThat(patience.after(failure(Reason.DEADLINE_EXCEEDED))).isEmpty();
    }

    @Test
    void oneThatGaveIsAskedFourTimesInARow() {
        patience.renew();
        assertThat(patience.after(failure(Reason.PEER_UNREACHABLE))).contains(Duration.ofMillis(250));
        assertThat(patience.after(failure(Reason.DEADLINE_EXCEEDED))).contains(Duration.ofMillis(500));
        assertThat(patience.after(failure(Reason.PEER_UNREACHABLE))).contains(Duration.ofMillis(1000));
        assertThat(patience.after(failure(Reason.PEER_UNREACHABLE))).contains(Duration.ofMillis(2000));
        assertThat(patience.after(failure(Reason.PEER_UNREACHABLE))).isEmpty();

        patience.renew();
        assertThat(patience.after(failure(Reason.PEER_UNREACHABLE))).contains(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BUSY", "RATE_LIMITED", "PEER_UNREACHABLE", "DEADLINE_EXCEEDED"})
    void everythingElseIsFinal(Reason reason) {
        patience.renew();

        assertThat(patience.after(failure(reason))).isEmpty();
    }

    @Test
    void aHolderThatSaysOfItselfThatItsFileChangedIsAskedAgainAsAfterABreak() {
        PeerException changed = PeerException.retryAfter(Reason.CORRUPT_SOURCE, "it changed", Duration.ofSeconds(1));
        assertThat(patience.after(changed)).contains(Duration.ofMillis(250));
        for (int i = 1; i < Patience.BREAKS; i++) {
            assertThat(patience.after(changed)).isPresent();
        }
        assertThat(patience.after(changed)).isEmpty();
    }

    @Test
    void whoDoesNotHaveWhatItSaidIsAskedFourTimesAndThenGivenUpUnlessAPieceComes() {
        for (int i = 0; i < Patience.BREAKS; i++) {
            assertThat(patience.afterDoubt()).contains(Patience.AFTER_A_BREAK.multipliedBy(1L << i));
        }
        assertThat(patience.afterDoubt()).isEmpty();
        patience.renew();
        assertThat(patience.afterDoubt()).isPresent();
    }

    private static PeerException busy(Duration retryAfter) {
        return PeerException.retryAfter(Reason.BUSY, "hashing", retryAfter);
    }

    private static PeerException failure(Reason reason) {
        return new PeerException(reason, "x");
    }
}
