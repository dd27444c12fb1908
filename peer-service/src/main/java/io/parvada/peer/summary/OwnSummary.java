package io.parvada.peer.summary;

import io.parvada.peer.time.Timeline;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The summary of what this peer shares. It is made when a neighbour asks for it, and anew for ten minutes after that
 * whenever the catalog has changed, at most a twentieth of the time; where nobody asks it costs nothing. Thread-safe.
 */
final class OwnSummary {

    private static final Duration WANTED_FOR = Duration.ofMinutes(10);
    private static final int REST = 20;

    private record Built(Summary summary, long moment, Instant notAgainBefore) {}

    private final SharedNames shared;
    private final Executor background;
    private final Timeline timeline;
    private volatile Instant wantedUntil = Instant.MIN;
    private volatile Built built;
    /** Guarded by this; null while nothing is being built. */
    private CompletableFuture<Summary> building;

    /** @param background runs one build at a time */
    OwnSummary(SharedNames shared, Executor background, Timeline timeline) {
        this.shared = shared;
        this.background = background;
        this.timeline = timeline;
    }

    /**
     * The version of the summary if it says all that is shared now, else null; then it will soon again, if anyone wants
     * it. Never waits.
     */
    Long version() {
        Built last = built;
        if (last != null && shared.unchangedSince(last.moment())) {
            return last.summary().version();
        }
        Instant now = timeline.now();
        if (last != null && now.isBefore(wantedUntil) && !now.isBefore(last.notAgainBefore())) {
            build();
        }
        return null;
    }

    /**
     * The last summary, which may be behind what is shared where building takes long.
     *
     * @return completes when it is built; fails with STORAGE_FAILURE, BUSY
     */
    CompletableFuture<Summary> latest() {
        Instant now = timeline.now();
        wantedUntil = now.plus(WANTED_FOR);
        Built last = built;
        if (last != null && (shared.unchangedSince(last.moment()) || now.isBefore(last.notAgainBefore()))) {
            return CompletableFuture.completedFuture(last.summary());
        }
        return build();
    }

    private synchronized CompletableFuture<Summary> build() {
        if (building != null) {
            return building;
        }
        CompletableFuture<Summary> mine = new CompletableFuture<>();
        building = mine;
        try {
            background.execute(() -> run(mine));
        } catch (RejectedExecutionException stopped) {
            building = null;
            mine.completeExceptionally(new PeerException(Reason.BUSY, "this peer is stopping"));
        }
        return mine;
    }

    private void run(CompletableFuture<Summary> mine) {
        try {
            Instant began = timeline.now();
            long moment = shared.moment();
            SummaryBuilder builder = new SummaryBuilder();
            shared.each(builder::add);
            Summary summary = builder.build();
            Instant end = timeline.now();
            Duration rest = Duration.between(began, end).multipliedBy(REST);
            built = new Built(summary, moment, end.plus(rest));
            ended();
            mine.complete(summary);
        } catch (RuntimeException failed) {
            ended();
            mine.completeExceptionally(failed);
        }
    }

    private synchronized void ended() {
        building = null;
    }
}
