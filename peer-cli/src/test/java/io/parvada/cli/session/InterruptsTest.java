package io.parvada.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InterruptsTest {

    private final Interrupts interrupts = new Interrupts();
    private final AtomicInteger cancels = new AtomicInteger();

    @Test
    void workUnderWayIsCancelledOnceAndItsEndIsWaitedFor() throws Exception {
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        CompletableFuture<Void> hook = interrupts.during(
                () -> {
                    cancels.incrementAndGet();
                    cancelled.complete(null);
                },
                () -> {
                    CompletableFuture<Void> running = CompletableFuture.runAsync(interrupts::interrupt);
                    cancelled.join();
                    return running;
                });
        assertThat(hook).isNotDone();
        interrupts.ended();
        hook.get(4, TimeUnit.SECONDS);
        assertThat(cancels).hasValue(1);
    }

    @Test
    void whatBeginsAfterAnInterruptionIsCancelledAtOnce() {
        interrupts.interrupt();
        interrupts.during(cancels::incrementAndGet, () -> null);
        assertThat(cancels).hasValue(1);
    }

    @Test
    void afterTheWorkThereIsNothingToCancel() {
        interrupts.during(cancels::incrementAndGet, () -> null);
        interrupts.interrupt();
        assertThat(cancels).hasValue(0);
    }

    @Test
    void aPauseEndsWithTheInterruption() {
        interrupts.interrupt();
        assertThatThrownBy(() -> interrupts.pause(Duration.ofDays(1)))
                .isInstanceOf(PeerException.class)
                .hasMessage("interrupted");
    }

    @Test
    void aRunThatEndedIsNotInterruptedByItsOwnExit() {
        interrupts.ended();
        interrupts.interrupt();
        assertThat(interrupts.interrupted()).isFalse();
    }
}
