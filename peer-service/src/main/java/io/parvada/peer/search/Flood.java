package io.parvada.peer.search;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.Neighbour;
import io.parvada.peer.query.Hop;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.StagedReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * One query at one peer, from its arrival to its answer: the own catalog first, then all live neighbours that nobody has
 * asked yet, at once; the answer when all have answered, when there are more hits than wanted, or when the time is up.
 * State is guarded by this object's lock, outside of which transport, overlay and the waiting caller are called.
 */
final class Flood {

    /** With less time than this left nobody is asked any more: no answer would be back. */
    private static final Duration LEAST_TIME = Duration.ofMillis(10);

    private final Surroundings here;
    private final Task task;
    private final HitStream.HitListener listener;
    private final Instant begin;
    private final Instant end;
    private final HitMerger hits;
    private final Tally tally;
    private final Map<PeerId, Peer> waitingFor = new LinkedHashMap<>();
    private final CompletableFuture<SearchAnswer> answer = new CompletableFuture<>();
    private int ownHits;
    private boolean allAsked;
    private boolean done;

    /** @param listener told of hits as they arrive */
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
            return CompletableFuture.failedFuture(busy());
        }
        Runnable timer = here.timeline().after(Duration.between(begin, end), this::finish);
        answer.whenComplete((result, failure) -> {
            timer.run();
            here.running().release();
        });
        try {
            here.lookups().execute(this::lookUp);
        } catch (RejectedExecutionException full) {
            answer.completeExceptionally(busy());
        }
        return answer;
    }

    private void lookUp() {
        // Before the catalog: what is committed in between is in both, never in neither.
        List<StagedReader> arriving = task.question().partial()
                ? here.local().arriving(task.question().root())
                : List.of();
        Catalog.Found found = null;
        try {
            found = here.local().find(task.question(), task.bounds().limit());
        } catch (PeerException e) {
            synchronized (this) {
                tally.unreachable(here.self(), e.reason());
            }
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
            return;
        }
        List<Neighbour> targets;
        synchronized (this) {
            if (done || answer.isDone()) {
                return;
            }
            if (found != null) {
                hits.addLocal(found);
                arriving.forEach(hits::addArriving);
                ownHits = hits.size();
                hits.tell(listener);
            }
            targets = hits.full() ? List.of() : targets();
            targets.forEach(n -> waitingFor.put(n.peer().id(), n.peer()));
            tally.asked(targets.size());
            allAsked = true;
        }
        ask(targets);
        finishIfAnswered();
    }

    /** Whom to ask; whom not, and why, goes to the tally. */
    private List<Neighbour> targets() {
        if (task.role() == Task.Role.DUPLICATE) {
            tally.duplicate();
            return List.of();
        }
        List<Neighbour> live = new ArrayList<>();
        for (Neighbour neighbour : here.overlay().view()) {
            if (!task.spares(neighbour.peer().id())) {
                switch (neighbour.state()) {
                    case ALIVE, SUSPECT -> live.add(neighbour);
                    case DEAD -> tally.dead(neighbour.peer());
                    case LEFT -> {}
                }
            }
        }
        here.overlay().unmetFriends().forEach(friend -> tally.unmet(friend.url(), friend.reason()));
        tally.expects(task.role() == Task.Role.ORIGIN ? here.overlay().alive() : 0);
        Hop.Cause cause = task.hopsLeft() < 1
                ? Hop.Cause.TTL
                : left().compareTo(LEAST_TIME) < 0 ? Hop.Cause.TIME : Hop.Cause.FANOUT;
        if (task.prunes() && cause == Hop.Cause.FANOUT) {
            prune(live);
        }
        int reach = cause == Hop.Cause.FANOUT ? task.bounds().fanout() : 0;
        List<Neighbour> chosen = here.answerers().choose(live, reach);
        live.removeAll(chosen);
        live.forEach(leftOut -> tally.leftOut(leftOut.peer(), cause));
        return chosen;
    }

    private void prune(List<Neighbour> live) {
        List<Neighbour> ruledOut = live.stream()
                .filter(neighbour ->
                        here.summaries().rulesOut(neighbour, task.question(), task.hopsLeft(), this::spares))
                .toList();
        live.removeAll(ruledOut);
        tally.pruned(ruledOut.size());
        ruledOut.forEach(neighbour -> tally.skipped(neighbour.peer(), Hop.Cause.PRUNED));
    }

    private boolean spares(PeerId id) {
        return task.spares(id) || id.equals(here.self().id());
    }

    private void ask(List<Neighbour> targets) {
        QueryMessage message = task.onward(
                here.self().id(), targets.stream().map(n -> n.peer().id()).toList(), left());
        for (Neighbour target : targets) {
            Instant sent = here.timeline().now();
            here.transport()
                    .query(target.reachable(), message, left())
                    .whenComplete((theirs, failure) -> answered(target.peer(), sent, theirs, failure));
            if (task.prunes()) {
                here.summaries().refresh(target, task.hopsLeft());
            }
        }
    }

    private void answered(Peer peer, Instant sent, SearchAnswer theirs, Throwable failure) {
        PeerException why = failure == null ? null : PeerException.unwrapped(failure);
        synchronized (this) {
            if (done || waitingFor.remove(peer.id()) == null) {
                return;
            }
            if (why == null) {
                int taken = hits.addRemote(theirs.hits());
                hits.tell(listener);
                tally.answered(theirs);
                tally.hop(peer, millisSince(sent), taken, null, theirs.explain());
                if (theirs.truncated()) {
                    hits.more(taken);
                }
            } else {
                tally.unreachable(peer, why.reason());
                tally.hop(peer, millisSince(sent), 0, why.reason(), null);
            }
        }
        if (why == null) {
            here.overlay().answered(peer.id());
            here.answerers()
                    .answered(peer.id(), Duration.between(sent, here.timeline().now()));
        } else {
            failed(peer, why);
        }
        finishIfAnswered();
    }

    private void failed(Peer peer, PeerException why) {
        here.overlay().failed(peer.id(), why);
        here.answerers().failed(peer.id());
    }

    private void finishIfAnswered() {
        boolean finished;
        synchronized (this) {
            finished = !done && allAsked && (waitingFor.isEmpty() || hits.full());
        }
        if (finished) {
            finish();
        }
    }

    /** Answers with what there is; who is still waited for was late, unless there are more hits than wanted already. */
    private void finish() {
        List<Peer> late;
        SearchAnswer result;
        synchronized (this) {
            if (done) {
                return;
            }
            done = true;
            boolean timeIsUp = !here.timeline().now().isBefore(end);
            late = timeIsUp ? List.copyOf(waitingFor.values()) : List.of();
            late.forEach(peer -> {
                tally.unreachable(peer, Reason.DEADLINE_EXCEEDED);
                tally.hop(peer, millisSince(begin), 0, Reason.DEADLINE_EXCEEDED, null);
            });
            if (hits.full()) {
                tally.enough(timeIsUp ? List.of() : waitingFor.values());
            } else if (!allAsked || hits.truncated()) {
                tally.cut();
            }
            result = result();
        }
        answer.complete(result);
        PeerException why = new PeerException(Reason.DEADLINE_EXCEEDED, "a search had no answer in time");
        late.forEach(peer -> failed(peer, why));
    }

    private SearchAnswer result() {
        long tookMs = millisSince(begin);
        Hop tree = task.explain() ? tally.tree(here.self(), tookMs, ownHits) : null;
        return task.answer(hits.hits(), tally.coverage(here.known()), tally.complete(), hits.truncated(), tookMs, tree);
    }

    private Duration left() {
        return Duration.between(here.timeline().now(), end);
    }

    private long millisSince(Instant time) {
        return Duration.between(time, here.timeline().now()).toMillis();
    }

    private static PeerException busy() {
        return PeerException.retryAfter(Reason.BUSY, "this peer has too many searches to do", Duration.ofSeconds(1));
    }
}
