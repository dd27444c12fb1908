package io.parvada.peer.search;

import io.parvada.peer.identity.Peer;
import io.parvada.peer.overlay.Neighbour;
import io.parvada.peer.query.DirectoryLookup;
import io.parvada.peer.query.Hop;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * One query at one peer, from its arrival to its answer: the own catalog first, then all live neighbours that nobody has
 * asked yet, at once; the answer when all have answered who are worth waiting for, when there are more hits than wanted, or
 * when the time is up. State is guarded by this object's lock, outside of which transport, overlay and the waiting caller are called.
 */
final class Flood {

    private final Surroundings here;
    private final Task task;
    private final HitStream.HitListener listener;
    private final Instant begin;
    private final Instant end;
    private final HitMerger hits;
    private final Tally tally;
    private final Awaited awaited = new Awaited();
    private final CompletableFuture<SearchAnswer> answer = new CompletableFuture<>();
    private int ownHits;
    private boolean allAsked;
    private boolean done;

    Flood(Surroundings here, Task task, HitStream.HitListener listener) {
        this.here = here;
        this.task = task;
        this.listener = listener;
        this.tally = new Tally(task.strategy());
        this.begin = here.timeline().now();
        this.end = begin.plus(task.time());
        this.hits = new HitMerger(
                task.question(),
                task.bounds().limit(),
                here.self(),
                id -> here.overlay().find(id).map(Neighbour::reachable));
    }

    /**
     * @return the answer by the deadline; fails only with BUSY, when this peer has too much to do. Who no longer wants it
     *     cancels it: then nobody more is asked
     */
    CompletableFuture<SearchAnswer> run() {
        if (!here.running().tryAcquire()) {
            return CompletableFuture.failedFuture(Surroundings.busy());
        }
        Runnable timer = here.timeline().after(Duration.between(begin, end), () -> finish(true));
        answer.whenComplete((result, failure) -> {
            timer.run();
            here.running().release();
        });
        try {
            here.lookups().execute(this::lookUp);
        } catch (RejectedExecutionException full) {
            answer.completeExceptionally(Surroundings.busy());
        }
        return answer;
    }

    private void lookUp() {
        Surroundings.OwnFiles own;
        try {
            own = Surroundings.OwnFiles.read(
                    here.local(), task.question(), task.bounds().limit());
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
            return;
        }
        if (!task.asksDirectory()) {
            spread(own, null);
            return;
        }
        here.directory()
                .ask(task.question(), task.bounds().limit(), task.directoryTime(left()))
                .whenComplete((theirs, failure) -> spread(own, theirs));
    }

    /** @param central what the directory said; null where none did */
    private void spread(Surroundings.OwnFiles own, DirectoryLookup.Answer central) {
        List<Neighbour> targets;
        QueryMessage message;
        synchronized (this) {
            if (done || answer.isDone()) {
                return;
            }
            own.addTo(hits);
            ownHits = hits.size();
            if (central != null) {
                hits.addCentral(central);
                tally.central();
            }
            hits.tell(listener);
            if (own.failure() != null) {
                tally.unreachable(here.self(), own.failure());
            }
            targets = hits.full()
                    ? List.of()
                    : new Targets(here, task, tally, awaited).choose(task.answeredFor(central), left());
            targets.forEach(n -> awaited.asked(n.peer()));
            message = task.onward(here.self().id(), awaited.spared(), left());
            tally.asked(targets.size());
            allAsked = true;
        }
        ask(targets, message);
        finishIfAnswered();
    }

    private void ask(List<Neighbour> targets, QueryMessage message) {
        for (Neighbour target : targets) {
            Instant sent = here.timeline().now();
            waitFor(target.peer(), left());
            here.transport()
                    .query(target.reachable(), message, left())
                    .whenComplete((theirs, failure) -> answered(target.peer(), sent, theirs, failure));
            if (task.prunes()) {
                here.summaries().refresh(target, task.hopsLeft());
            }
        }
    }

    private void waitFor(Peer peer, Duration left) {
        Duration patience = here.answerers().patience(peer.id(), left);
        if (patience.compareTo(left) < 0) {
            Runnable timer = here.timeline().after(patience, () -> waitedEnough(peer));
            answer.whenComplete((result, failure) -> timer.run());
        }
    }

    private void waitedEnough(Peer peer) {
        synchronized (this) {
            awaited.waitedEnough(peer.id());
        }
        finishIfAnswered();
    }

    /** Also of a query that has ended: what was learned counts for the next ones. */
    private void answered(Peer peer, Instant sent, SearchAnswer theirs, Throwable failure) {
        PeerException why = failure == null ? null : PeerException.unwrapped(failure);
        here.answerers().ended(peer.id());
        synchronized (this) {
            if (!awaited.answered(peer.id())) {
                return;
            }
            if (!done && why == null) {
                int taken = hits.addRemote(theirs);
                hits.tell(listener);
                tally.answered(peer, millisSince(sent), taken, theirs);
            } else if (!done) {
                tally.failed(peer, millisSince(sent), why.reason());
            }
        }
        if (why == null) {
            here.answered(peer.id(), sent);
        } else {
            here.failed(peer.id(), begin, why);
        }
        finishIfAnswered();
    }

    private void finishIfAnswered() {
        boolean finished;
        synchronized (this) {
            finished = !done && allAsked && (awaited.nobody() || hits.full());
        }
        if (finished) {
            finish(false);
        }
    }

    /** Answers with what there is; who is missing was late, unless there are more hits than wanted already. */
    private void finish(boolean timeIsUp) {
        List<Peer> missing;
        SearchAnswer result;
        synchronized (this) {
            if (done) {
                return;
            }
            done = true;
            missing = awaited.missing();
            if (timeIsUp) {
                awaited.timeIsUp();
            }
            tally.ends(missing, hits, timeIsUp, allAsked, millisSince(begin));
            result = result(millisSince(begin));
        }
        answer.complete(result);
        if (timeIsUp) {
            PeerException why = new PeerException(Reason.DEADLINE_EXCEEDED, "a search had no answer in time");
            missing.forEach(peer -> here.failed(peer.id(), begin, why));
        }
    }

    private SearchAnswer result(long tookMs) {
        Hop tree = task.explain() ? tally.tree(here.self(), tookMs, ownHits) : null;
        return task.answer(hits.hits(), tally.coverage(here.known()), tally.complete(), hits.truncated(), tookMs, tree);
    }

    private Duration left() {
        return Duration.between(here.timeline().now(), end);
    }

    private long millisSince(Instant time) {
        return Duration.between(time, here.timeline().now()).toMillis();
    }
}
