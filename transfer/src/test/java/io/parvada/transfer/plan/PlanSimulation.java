package io.parvada.transfer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.plan.DownloadPlan.Layer;
import io.parvada.transfer.plan.DownloadPlan.Run;
import io.parvada.transfer.plan.DownloadPlan.Wait;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A plan driven as lanes drive it, in virtual time: each lane asks, is served at its holder's pace, and meets its
 * holder's fault. A holder begins with a request a round trip after it was asked, and serves one after the other. Checks
 * with every step what must hold at any time.
 */
final class PlanSimulation {

    /** As the idle time of a real source, after which a silent holder's lane lets go. */
    private static final Duration IDLE = Duration.ofSeconds(6);

    private static final Duration PAUSE = Duration.ofMillis(250);

    enum Fault {
        NONE,
        /** Serves a wrong piece or layer: banned. */
        LIES,
        /** Refuses, and does not come back. */
        LEAVES,
        /** Breaks off, comes back and goes on. */
        BREAKS,
        /** Sends nothing any more, until the idle time ends its lane. */
        FREEZES,
        /** Sends a byte now and then, so that no idle time ever ends it. */
        TRICKLES
    }

    /** @param after how many pieces (or the layer) come well before the fault */
    record Holder(Duration aPiece, Fault fault, int after) {}

    private record Request(Run run, long ready) {}

    private static final class Lane {
        final Holder holder;
        final Deque<Request> requests = new ArrayDeque<>();
        int given;
        int at;
        boolean waiting;
        boolean lost;
        boolean broken;

        Lane(Holder holder) {
            this.holder = holder;
        }
    }

    private record Event(long time, long order, Runnable what) {}

    private final Pieces pieces;
    private final long roundTrip;
    private final BitSet proven;
    private final DownloadPlan plan;
    private final List<Lane> lanes = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::order));
    private long now;
    private long order;
    private int repeated;

    PlanSimulation(Pieces pieces, BitSet proven, boolean layerProven, List<Holder> holders) {
        this(pieces, Duration.ZERO, proven, layerProven, holders);
    }

    PlanSimulation(Pieces pieces, Duration roundTrip, BitSet proven, boolean layerProven, List<Holder> holders) {
        this.pieces = pieces;
        this.roundTrip = roundTrip.toNanos();
        this.proven = (BitSet) proven.clone();
        this.plan = new DownloadPlan(pieces, proven, layerProven, holders.size());
        for (int i = 0; i < holders.size(); i++) {
            lanes.add(new Lane(holders.get(i)));
            ask(i, Duration.ZERO);
        }
    }

    /** As a peer downloads, who gives to others what comes. */
    PlanSimulation spread(RandomGenerator random) {
        plan.spread(random);
        return this;
    }

    /** Until all is proven or nothing can happen any more; answers how long it took. */
    Duration run() {
        while (!plan.complete() && !events.isEmpty()) {
            Event event = events.poll();
            now = event.time();
            event.what().run();
            assertSound();
        }
        return Duration.ofNanos(now);
    }

    boolean complete() {
        return plan.complete();
    }

    /** What the lane was the first to give. */
    int given(int lane) {
        return lanes.get(lane).given;
    }

    /** How many pieces came once more. */
    int repeated() {
        return repeated;
    }

    private void step(int number) {
        Lane lane = lanes.get(number);
        lane.waiting = false;
        DownloadPlan.Step step = plan.next(number, now);
        if (step instanceof Wait wait) {
            assertThat(wait.nanos()).isPositive();
            lane.waiting = true;
            if (wait.nanos() < Long.MAX_VALUE) {
                after(Duration.ofNanos(wait.nanos()), () -> wake(number));
            }
        } else if (step instanceof Layer) {
            serve(number, now + roundTrip, () -> layer(number));
        } else if (step instanceof Run run) {
            ask(lane, run);
            lane.at = run.first();
            beginPiece(number);
        }
    }

    private void ask(Lane lane, Run run) {
        assertNew(run);
        lane.requests.add(new Request(run, now + roundTrip));
    }

    private void askAhead(int number) {
        Lane lane = lanes.get(number);
        for (Optional<Run> more = plan.ahead(number, now); more.isPresent(); more = plan.ahead(number, now)) {
            ask(lane, more.get());
            assertNotTooMuchUnread(number);
        }
    }

    private void beginPiece(int number) {
        Lane lane = lanes.get(number);
        while (lane.at == lane.requests.element().run().end() || !plan.wants(number, lane.at)) {
            lane.requests.remove();
            plan.done(number, now);
            wakeAll();
            if (lane.requests.isEmpty()) {
                ask(number, Duration.ZERO);
                return;
            }
            lane.at = lane.requests.element().run().first();
        }
        serve(number, lane.requests.element().ready(), () -> piece(number));
    }

    private void piece(int number) {
        Lane lane = lanes.get(number);
        int piece = lane.at++;
        assertThat(plan.proven(number, piece, now)).isEqualTo(!proven.get(piece));
        lane.given += proven.get(piece) ? 0 : 1;
        repeated += proven.get(piece) ? 1 : 0;
        proven.set(piece);
        askAhead(number);
        wakeAll();
        beginPiece(number);
    }

    private void layer(int number) {
        if (plan.wantsLayer(number)) {
            plan.layerProven();
        }
        release(number);
        ask(number, Duration.ZERO);
    }

    /** One piece, or the layer, at the holder's pace; or its fault when that is due. */
    private void serve(int number, long ready, Runnable well) {
        Lane lane = lanes.get(number);
        Holder holder = lane.holder;
        Duration time = holder.aPiece().plusNanos(Math.max(0, ready - now));
        if (lane.given < holder.after() || lane.broken) {
            after(time, well);
            return;
        }
        switch (holder.fault()) {
            case NONE -> after(time, well);
            case LIES, LEAVES -> after(time, () -> lose(number));
            case BREAKS -> {
                lane.broken = true;
                release(number);
                ask(number, PAUSE);
            }
            case FREEZES -> after(IDLE, () -> lose(number));
            case TRICKLES -> {}
        }
    }

    private void lose(int number) {
        lanes.get(number).lost = true;
        plan.lost(number);
        wakeAll();
    }

    private void release(int number) {
        lanes.get(number).requests.clear();
        plan.release(number);
        wakeAll();
    }

    private void ask(int number, Duration in) {
        after(in, () -> step(number));
    }

    private void wakeAll() {
        for (int i = 0; i < lanes.size(); i++) {
            int number = i;
            after(Duration.ZERO, () -> wake(number));
        }
    }

    private void wake(int number) {
        if (lanes.get(number).waiting) {
            step(number);
        }
    }

    private void after(Duration time, Runnable what) {
        events.add(new Event(now + time.toNanos(), order++, what));
    }

    private void assertNew(Run run) {
        assertThat(run.first()).isNotNegative().isLessThan(run.end());
        assertThat(run.end()).isLessThanOrEqualTo(Math.min(pieces.count(), run.first() + DownloadPlan.MAX_RUN));
        assertThat(proven.get(run.first(), run.end()).isEmpty())
                .as("asks for nothing that is proven")
                .isTrue();
    }

    /** So that what is read never waits for the room that those after it have taken. */
    private void assertNotTooMuchUnread(int number) {
        List<Integer> unread = lanes.get(number).requests.stream()
                .skip(1)
                .map(request -> (int)
                        IntStream.range(request.run().first(), request.run().end())
                                .filter(piece -> plan.wants(number, piece))
                                .count())
                .filter(left -> left > 0)
                .toList();
        assertThat(unread).hasSizeLessThanOrEqualTo(DownloadPlan.MOST_RUNS);
        assertThat(unread.size() <= 1 || unread.stream().mapToInt(left -> left).sum() <= DownloadPlan.MOST_UNREAD)
                .as("under way and not read: " + unread)
                .isTrue();
    }

    private void assertSound() {
        assertThat(plan.provenBytes())
                .isEqualTo(proven.stream().mapToLong(pieces::length).sum());
        for (int i = 0; i < lanes.size(); i++) {
            for (int piece = 0; lanes.get(i).lost && piece < pieces.count(); piece++) {
                assertThat(plan.wants(i, piece)).as("a lost lane holds nothing").isFalse();
            }
        }
    }
}
