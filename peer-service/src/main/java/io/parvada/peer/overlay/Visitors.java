package io.parvada.peer.overlay;

import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.membership.Reached;
import io.parvada.peer.membership.Registration;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Peers that introduce themselves. Each is dialled back on both advertised ports before it counts; at most
 * {@link #MOST_AT_ONCE} at a time, and the same introduction within {@link #SAME_ANSWER} gets the same answer, so that
 * nobody can use this peer to knock elsewhere more often. Any thread; nothing blocks.
 */
final class Visitors {

    static final int PROTOCOL = 1;
    static final int MOST_AT_ONCE = 32;
    static final Duration SAME_ANSWER = Duration.ofSeconds(1);
    private static final int MOST_REMEMBERED = 256;

    private record Visit(Instant began, CompletableFuture<Registration> answer) {}

    private final Peer self;
    private final NeighbourTable table;
    private final Dialler dialler;
    private final Introductions introductions;
    private final FailureDetector detector;
    private final Timeline timeline;
    private final RandomGenerator random;
    private final Semaphore dialBacks = new Semaphore(MOST_AT_ONCE);

    /** By what was said: the whole introduction, or the id of who says goodbye. Guarded by itself; oldest goes first. */
    private final Map<Record, Visit> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Record, Visit> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    Visitors(
            Peer self,
            NeighbourTable table,
            Dialler dialler,
            Introductions introductions,
            FailureDetector detector,
            Timeline timeline,
            RandomGenerator random) {
        this.self = self;
        this.table = table;
        this.dialler = dialler;
        this.introductions = introductions;
        this.detector = detector;
        this.timeline = timeline;
        this.random = random;
    }

    CompletableFuture<Registration> registered(Peer caller, int protocol) {
        if (protocol != PROTOCOL) {
            return refused("this peer speaks protocol " + PROTOCOL + ", not " + protocol);
        }
        if (caller.id().equals(self.id())) {
            return caller.url().equals(self.url())
                    ? refused("a peer does not register with itself")
                    : CompletableFuture.failedFuture(
                            new PeerException(Reason.ALREADY_EXISTS, Introductions.conflict(self.url(), caller.url())));
        }
        boolean provenLately = table.find(caller.id())
                .filter(known -> known.state() == PeerState.ALIVE && known.inView())
                .filter(known -> known.peer().equals(caller))
                .isPresent();
        // It is probed every second anyway: a repeated introduction costs nothing and is never BUSY.
        return provenLately
                ? CompletableFuture.completedFuture(answer(caller, Reached.BOTH))
                : onceInAWhile(caller, () -> dialBack(caller));
    }

    /** Believed only as far as a probe confirms it; unknown callers are not dialled. */
    CompletableFuture<Registration> leaving(Peer caller) {
        return table.find(caller.id())
                .map(known -> onceInAWhile(caller.id(), () -> checkGoodbye(known)))
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new PeerException(Reason.PEER_NOT_FOUND, "this peer does not know " + caller.id())));
    }

    private CompletableFuture<Registration> checkGoodbye(Neighbour known) {
        table.saidGoodbye(known.peer().id(), timeline.now());
        return detector.check(known).thenApply(met -> new Registration(self, List.of(), met.reached()));
    }

    private CompletableFuture<Registration> onceInAWhile(
            Record said, Supplier<CompletableFuture<Registration>> dialling) {
        Instant now = timeline.now();
        CompletableFuture<Registration> answer = new CompletableFuture<>();
        synchronized (recent) {
            Visit before = recent.get(said);
            if (before != null
                    && (!before.answer().isDone() || now.isBefore(before.began().plus(SAME_ANSWER)))) {
                return before.answer();
            }
            if (!dialBacks.tryAcquire()) {
                return CompletableFuture.failedFuture(PeerException.retryAfter(
                        Reason.BUSY, "this peer is dialling back many others", Duration.ofSeconds(1)));
            }
            recent.remove(said);
            recent.put(said, new Visit(now, answer));
        }
        dialling.get().whenComplete((registration, failure) -> {
            dialBacks.release();
            if (failure == null) {
                answer.complete(registration);
            } else {
                answer.completeExceptionally(PeerException.unwrapped(failure));
            }
        });
        return answer;
    }

    private CompletableFuture<Registration> dialBack(Peer caller) {
        return dialler.inOrder(caller.id(), caller.endpoints()).thenCompose(dialled -> {
            if (!dialled.proven()) {
                return CompletableFuture.completedFuture(answer(caller, dialled.reached()));
            }
            return introductions.welcome(dialled).thenApply(met -> answer(caller, judged(caller, met.neighbour())));
        });
    }

    /** Another live peer has the caller's id: the caller is told, in the place where it looks for what is wrong. */
    private static Reached judged(Peer caller, Neighbour known) {
        boolean conflict = known.conflict() != null && !known.peer().url().equals(caller.url());
        return conflict ? new Reached(PortReach.WRONG_ID, PortReach.OK, known.conflict()) : Reached.BOTH;
    }

    private Registration answer(Peer caller, Reached reached) {
        PeerId asking = caller.id();
        List<Peer> alive = new ArrayList<>(table.all().stream()
                .filter(n -> n.state() == PeerState.ALIVE && !n.peer().id().equals(asking))
                .map(Neighbour::peer)
                .toList());
        Collections.shuffle(alive, new Random(random.nextLong()));
        return new Registration(
                self, List.copyOf(alive.subList(0, Math.min(Registration.MAX_PEERS, alive.size()))), reached);
    }

    private static CompletableFuture<Registration> refused(String why) {
        return CompletableFuture.failedFuture(new PeerException(Reason.INVALID_REQUEST, why));
    }
}
