package io.parvada.peer.announce;

import io.parvada.peer.directory.DirectoryStore.Published;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The announcer and its thread, or neither where this peer uses no directory. Thread-safe. */
public final class Announcements {

    private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);
    /** Who asks to publish waits behind others who do. */
    private static final int MOST_WAITING = 8;

    private final Announcer announcer;
    private final ScheduledThreadPoolExecutor thread;

    /** @param announcer null, with its thread, for none */
    Announcements(Announcer announcer, ScheduledThreadPoolExecutor thread) {
        this.announcer = announcer;
        this.thread = thread;
    }

    void start() {
        if (announcer != null) {
            long millis = BETWEEN_STEPS.toMillis();
            thread.scheduleWithFixedDelay(announcer::step, 0, millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Ends the steps, then says goodbye to the directory; a few seconds at most. */
    void stop() {
        if (announcer != null) {
            thread.shutdownNow();
            announcer.leave();
        }
    }

    /**
     * Publishes what has changed since the last time, now.
     *
     * @return what the directory acknowledged last; fails with INVALID_REQUEST where this peer uses no directory, BUSY, and
     *     whatever the directory says
     */
    public CompletableFuture<Published> publishNow() {
        if (announcer == null) {
            return CompletableFuture.failedFuture(new PeerException(
                    Reason.INVALID_REQUEST, "this peer uses no directory; its file says none in directory.urls"));
        }
        try {
            if (thread.getQueue().size() < MOST_WAITING) {
                return CompletableFuture.supplyAsync(announcer::publishNow, thread);
            }
        } catch (RejectedExecutionException stopping) {
            // as below
        }
        return CompletableFuture.failedFuture(
                PeerException.retryAfter(Reason.BUSY, "this peer is publishing", BETWEEN_STEPS));
    }
}
