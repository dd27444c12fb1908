package io.parvada.peer.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong rate = new AtomicLong(1024);
    private final Progress progress = Progress.of(rate::get, nanos::get);

    @Test
    void whoGivesTheLeastRateIsWaitedForWithoutEnd() {
        for (int second = 0; second < 300; second++) {
            pass(1);
            progress.moved(1025);
            assertThat(progress.stalled()).isFalse();
        }
    }

    @Test
    void whoDripsIsNotWaitedForLongerThanTheWindow() {
        for (int second = 0; second < 29; second++) {
            progress.moved(1);
            pass(1);
        }
        assertThat(progress.stalled()).isFalse();
        pass(1);
        assertThat(progress.stalled()).isTrue();
    }

    @Test
    void emptyMessagesAreNothingEvenWithoutALeastRateButOneByteIsSomething() {
        rate.set(0);
        pass(29);
        progress.moved(0);
        pass(1);
        assertThat(progress.stalled()).isTrue();
        progress.moved(1);
        assertThat(progress.stalled()).isFalse();
    }

    @Test
    void theWindowBeginsAnewWhenTheWaitWasNotTheOtherSidesFault() {
        pass(29);
        progress.restart();
        pass(29);
        assertThat(progress.stalled()).isFalse();
    }

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
