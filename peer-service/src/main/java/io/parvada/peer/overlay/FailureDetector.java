package io.parvada.peer.overlay;

import io.parvada.peer.identity.PeerId;
import io.parvada.peer.time.Timeline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes every known peer in its turn and tells the table what it met; {@link Suspicion} decides what that means. At
 * most {@link #MOST_AT_ONCE} probes are under way, so with more than that many peers frozen at once each of them is
 * probed every f / {@link #MOST_AT_ONCE} seconds instead of every second. One timer; nothing blocks.
 */
final class FailureDetector {

    static final int MOST_AT_ONCE = 128;
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Logger LOG = LoggerFactory.getLogger(FailureDetector.class);

    private final NeighbourTable table;
    private final Dialler dialler;
    private final Witnesses witnesses;
    private final Timeline timeline;
    private final RandomGenerator random;
    private final Consumer<Neighbour> returned;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean running;

    /** @param returned told of a peer that answers again after failed probes: it may have forgotten us meanwhile */
    FailureDetector(
            NeighbourTable table,
            Dialler dialler,
            Witnesses witnesses,
            Timeline timeline,
            RandomGenerator random,
            Consumer<Neighbour> returned) {
        this.table = table;
        this.dialler = dialler;
        this.witnesses = witnesses;
        this.timeline = timeline;
        this.random = random;
        this.returned = returned;
    }

    /** @param kept whom 24 hours of silence do not remove */
    void start(Predicate<PeerId> kept) {
        running = true;
        tick(kept);
    }

    void stop() {
        running = false;
    }

    /** Probes one peer out of turn; on its own that makes nobody DEAD. Never fails. */
    CompletableFuture<Dialler.Dialled> check(Neighbour neighbour) {
        return dial(neighbour).thenApply(result -> met(neighbour.peer().id(), result, false));
    }

    private void tick(Predicate<PeerId> kept) {
        if (!running) {
            return;
        }
        try {
            int free = MOST_AT_ONCE - underWay.get();
            table.takeDue(timeline.now(), free, this::jittered).forEach(this::probe);
            table.forgetOld(timeline.now(), kept);
        } catch (RuntimeException e) {
            LOG.error("probing goes on after a fault of ours", e);
        } finally {
            timeline.after(TICK, () -> tick(kept));
        }
    }

    private void probe(Neighbour neighbour) {
        PeerId id = neighbour.peer().id();
        underWay.incrementAndGet();
        // Asked at the same time, not after it: a verdict takes no longer than the probe alone.
        CompletableFuture<Boolean> vouched =
                table.mayDieNext(id) ? witnesses.reach(id) : CompletableFuture.completedFuture(true);
        CompletableFuture<Dialler.Dialled> direct = dial(neighbour);
        direct.thenCompose(result -> result.proven()
                        ? CompletableFuture.completedFuture(met(id, result, false))
                        : vouched.thenApply(reached -> met(id, result, !reached)))
                .whenComplete((result, failure) -> {
                    underWay.decrementAndGet();
                    if (failure != null) {
                        LOG.error("a probe of {} ended in a fault of ours", id, failure);
                    }
                });
    }

    private CompletableFuture<Dialler.Dialled> dial(Neighbour neighbour) {
        PeerId id = neighbour.peer().id();
        return neighbour.state() == PeerState.ALIVE
                ? dialler.dial(id, neighbour.via())
                : dialler.atOnce(id, neighbour.reachable().endpoints());
    }

    private Dialler.Dialled met(PeerId id, Dialler.Dialled result, boolean lastWord) {
        if (table.probed(id, result, lastWord, timeline.now())) {
            table.find(id).ifPresent(returned);
        }
        return result;
    }

    /** Up to a tenth shorter, never longer: the bounds that {@link Suspicion} states hold. */
    private Duration jittered(Duration pause) {
        return pause.minusNanos(random.nextLong(pause.toNanos() / 10));
    }
}
