package io.parvada.peer.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real time, as production has it. */
class TimelineTest {

    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration LONG = Duration.ofHours(1);
    private static final long PATIENCE_SECONDS = 20;

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
    private volatile Instant wallClock = START;
    private final Timeline timeline = Timeline.over(executor, () -> wallClock);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void itBeginsWithTheWallClockAndIsNotSetWithIt() {
        List<Instant> times = new ArrayList<>();
        for (int hours : new int[] {0, -1, 1, -24, 24}) {
            wallClock = START.plus(LONG.multipliedBy(hours));
            times.add(timeline.now());
        }
        assertThat(times).isSorted();
        assertThat(times).allSatisfy(time -> assertThat(time).isBetween(START, START.plus(LONG)));
    }

    @Test
    void aTaskRunsOnceItsDelayIsOverAndOnTheTimelinesThread() throws InterruptedException {
        Instant before = timeline.now();
        List<Thread> ranOn = new ArrayList<>();
        List<Instant> ranAt = new ArrayList<>();
        CountDownLatch ran = new CountDownLatch(1);
        timeline.after(Duration.ofMillis(20), () -> {
            ranOn.add(Thread.currentThread());
            ranAt.add(timeline.now());
            ran.countDown();
        });
        assertThat(ran.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(ranOn).singleElement().isNotSameAs(Thread.currentThread());
        assertThat(ranAt.get(0)).isAfterOrEqualTo(before.plusMillis(20));
    }

    @Test
    void whatIsDueAlreadyRunsSoonButNeverWithinTheCall() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(2);
        for (Duration due : List.of(Duration.ZERO, LONG.negated())) {
            timeline.after(due, () -> {
                await(called);
                ran.countDown();
            });
        }
        assertThat(ran.getCount()).isEqualTo(2);
        called.countDown();
        assertThat(ran.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsCancelledDoesNotRunHoweverOftenItIsCancelled() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(1);
        List<String> order = new ArrayList<>();
        timeline.after(Duration.ZERO, () -> await(cancelled));
        Runnable cancel = timeline.after(Duration.ZERO, () -> order.add("cancelled"));
        timeline.after(Duration.ZERO, () -> {
            order.add("last");
            ran.countDown();
        });
        cancel.run();
        cancel.run();
        cancelled.countDown();
        assertThat(ran.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly("last");
    }

    @Test
    void afterTheExecutorHasBeenStoppedNothingRunsAndNothingFails() {
        List<String> ran = new ArrayList<>();
        executor.shutdownNow();
        Runnable cancel = timeline.after(Duration.ZERO, () -> ran.add("stopped"));
        cancel.run();
        assertThat(ran).isEmpty();
        assertThat(timeline.now()).isAfterOrEqualTo(START);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
