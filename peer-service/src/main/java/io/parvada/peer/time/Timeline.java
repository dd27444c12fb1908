package io.parvada.peer.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A clock and the timer that belongs to it, so that virtual time can stand in for both. Thread-safe. */
public interface Timeline {

    /** The time, for a person to read and for differences: it never goes back, also when the wall clock is set. */
    Instant now();

    /**
     * Runs {@code task} once, {@code delay} from now at the earliest, on the timeline's thread; the task must not block.
     * After the executor has been stopped nothing runs and nothing fails.
     *
     * @param delay zero or negative: as soon as possible, but never within this call
     * @return cancels the task if it has not started; idempotent
     */
    Runnable after(Duration delay, Runnable task);

    /** Real time. The executor stays its owner's, who stops it. */
    static Timeline over(ScheduledExecutorService executor, InstantSource clock) {
        Instant start = clock.instant();
        long startNanos = System.nanoTime();
        return new Timeline() {
            @Override
            public Instant now() {
                return start.plusNanos(System.nanoTime() - startNanos);
            }

            @Override
            public Runnable after(Duration delay, Runnable task) {
                try {
                    ScheduledFuture<?> timer =
                            executor.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
                    return () -> timer.cancel(false);
                } catch (RejectedExecutionException stopped) {
                    return () -> {};
                }
            }
        };
    }
}
