package io.parvada.peer.overlay;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.BootstrapReport;
import io.parvada.peer.membership.MembershipTransport;
import io.parvada.peer.membership.Registration;
import io.parvada.peer.membership.Roster;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Whom this peer knows and what it believes of them. Thread-safe; nothing here blocks. Peers are known by id and never
 * by address, and nobody is known who has not answered on both ports with that id.
 */
public final class Overlay {

    /** Candidates that are dialled at once for POST /peers; each may cost an answer's memory and some seconds. */
    private static final int MOST_ADDITIONS = 32;

    private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(1);

    /** What is met, lost or forgotten is on disk so much later, and a moment. */
    private static final Duration KEPT_WITHIN = Duration.ofSeconds(1);

    private static final Duration FIRST_REFRESH = Duration.ofSeconds(1);
    private static final Duration LONGEST_REFRESH = Duration.ofSeconds(32);

    /** added is false if it was known. */
    public record Added(Neighbour neighbour, boolean added) {}

    /** A configured friend that never answered yet, and what was met instead. */
    public record UnmetFriend(String url, Reason reason) {}

    private final Peer self;
    private final MembershipTransport transport;
    private final Roster roster;
    private final Timeline timeline;
    private final RandomGenerator random;
    private final NeighbourTable table;
    private final Introductions introductions;
    private final Witnesses witnesses;
    private final FailureDetector detector;
    private final Visitors visitors;
    private final Friends friends;
    private final Semaphore additions = new Semaphore(MOST_ADDITIONS);
    private volatile boolean running;

    /** @param friends the configured friends as they are now; asked again and again */
    public Overlay(
            Peer self,
            Supplier<List<PeerUrl>> friends,
            MembershipTransport transport,
            Roster roster,
            Timeline timeline,
            RandomGenerator random) {
        this.self = self;
        this.transport = transport;
        this.roster = roster;
        this.timeline = timeline;
        this.random = random;
        this.table = new NeighbourTable(new View(this::isFriend, random));
        Dialler dialler = new Dialler(transport);
        this.introductions = new Introductions(self, table, dialler, transport, timeline);
        this.witnesses = new Witnesses(table, transport, timeline, random);
        this.detector = new FailureDetector(table, dialler, witnesses, timeline, random, introductions::introduceSelf);
        this.visitors = new Visitors(self, table, dialler, introductions, detector, timeline, random);
        this.friends = new Friends(friends, table, introductions, timeline);
    }

    /** Takes up whom it knew before, begins to meet friends and to probe. Call when both own ports serve: friends dial back at once. */
    public void start() {
        running = true;
        table.remember(roster.load(), self.id(), timeline.now());
        keepAgain(table.version());
        friends.start();
        detector.start(this.friends::isFriend);
        refreshAfter(FIRST_REFRESH, 0);
    }

    /** All known peers, LEFT ones included, in order of name. */
    public List<Neighbour> neighbours() {
        return table.all();
    }

    /** Whom a search has to do with: the live ones that are asked, and all that are gone. The rest are candidates. */
    public List<Neighbour> view() {
        return table.all().stream().filter(n -> !n.isCandidate()).toList();
    }

    /** How many known peers are ALIVE or SUSPECT, in the view or not. */
    public int alive() {
        return counts().get(PeerState.ALIVE) + counts().get(PeerState.SUSPECT);
    }

    public Optional<Neighbour> find(PeerId id) {
        return table.find(id);
    }

    /** Configured friends of whom no peer is known, in no order; this peer itself among its friends is not one. */
    public List<UnmetFriend> unmetFriends() {
        return friends.unmet();
    }

    /** How many are in each state; every state has a key. */
    public Map<PeerState, Integer> counts() {
        return table.counts();
    }

    /**
     * Asks the candidate who it is, adds it, and registers with it, so that both know each other. Fails with
     * PEER_UNREACHABLE (also when only one of its ports answers), FORBIDDEN (an address that is not dialled),
     * INVALID_REQUEST (this peer itself), ALREADY_EXISTS (another peer with this peer's id), BUSY (table full, or too
     * many are being added).
     *
     * @param candidate grpc null: as the peer says itself
     * @param name what the caller calls it, or null; the peer's own name is what counts
     */
    public CompletableFuture<Added> add(Endpoint candidate, String name) {
        if (!additions.tryAcquire()) {
            return CompletableFuture.failedFuture(PeerException.retryAfter(
                    Reason.BUSY, "this peer is adding " + MOST_ADDITIONS + " others", Duration.ofSeconds(2)));
        }
        return introductions
                .meet(candidate)
                .whenComplete((met, failure) -> additions.release())
                .thenApply(met -> new Added(met.neighbour(), met.added()));
    }

    /**
     * A configured friend comes back at the next bootstrap, and anyone who registers.
     *
     * @throws PeerException PEER_NOT_FOUND
     */
    public void forget(PeerId id) {
        if (!table.remove(id)) {
            throw new PeerException(Reason.PEER_NOT_FOUND, "this peer does not know " + id);
        }
    }

    /**
     * Another peer introduces itself: both its ports are dialled back, its further addresses in order, before it counts.
     * Where none proves itself the caller is not added, and reached says what to mend.
     *
     * @param leaving it says goodbye: it is probed at once, and LEFT if its health or its closed port confirms it
     * @return fails with INVALID_REQUEST (another protocol, this peer itself), ALREADY_EXISTS (this peer's id at another
     *     address), BUSY (too many are being dialled, or known), PEER_NOT_FOUND (an unknown peer leaves)
     */
    public CompletableFuture<Registration> registered(Peer caller, int protocol, boolean leaving) {
        return leaving ? visitors.leaving(caller) : visitors.registered(caller, protocol);
    }

    /**
     * Probes a known peer for another one that is about to believe it DEAD; once a second for all who ask.
     *
     * @return whether it proved itself on both ports; fails with PEER_NOT_FOUND, BUSY
     */
    public CompletableFuture<Boolean> probeFor(PeerId id) {
        return witnesses.testify(id, detector::check);
    }

    /** Registers with all friends now, in parallel. Never fails. */
    public CompletableFuture<BootstrapReport> bootstrap() {
        return friends.bootstrap();
    }

    /** A search or a transfer with this peer went well. Unknown ids are ignored. */
    public void answered(PeerId id) {
        table.answered(id, timeline.now());
    }

    /**
     * A search or a transfer with this peer was late or failed: counts as a failed probe. A peer that answered with a
     * refusal is there, so only PEER_UNREACHABLE and DEADLINE_EXCEEDED count; lateness not where a probe that began later
     * has succeeded, and once only until an answer, or a failed probe, says something new. Unknown ids are ignored.
     */
    public void failed(PeerId id, Instant begun, PeerException why) {
        table.failed(id, begun, why, timeline.now());
    }

    /**
     * Says goodbye to all live neighbours and stops. Call when gRPC health says NOT_SERVING or the port is closed, while
     * REST still answers: they check it. Completes after all have answered, or after one second.
     */
    public CompletableFuture<Void> leave() {
        running = false;
        detector.stop();
        friends.stop();
        roster.keep(table.kept());
        CompletableFuture<Void> told = new CompletableFuture<>();
        timeline.after(GOODBYE_TIMEOUT, () -> told.complete(null));
        CompletableFuture.allOf(table.all().stream()
                        .filter(n -> n.state() == PeerState.ALIVE || n.state() == PeerState.SUSPECT)
                        .map(n -> transport.register(n.via().url(), self, true, GOODBYE_TIMEOUT))
                        .toArray(CompletableFuture[]::new))
                .whenComplete((done, failure) -> told.complete(null));
        return told;
    }

    private boolean isFriend(PeerId id) {
        return friends.isFriend(id);
    }

    private void keepAgain(long kept) {
        timeline.after(KEPT_WITHIN, () -> {
            long version = table.version();
            if (running && version != kept) {
                roster.keep(table.kept());
            }
            if (running) {
                keepAgain(version);
            }
        });
    }

    /**
     * Registers again with one live neighbour at random, which tells whom it has met since: after 1, 2, 4 … 32 seconds,
     * and from the start again whenever somebody new was met. So partial friend lists grow into a full view.
     */
    private void refreshAfter(Duration pause, int knownBefore) {
        timeline.after(pause, () -> {
            if (!running) {
                return;
            }
            List<Neighbour> alive = table.all().stream()
                    .filter(n -> n.state() == PeerState.ALIVE)
                    .toList();
            if (!alive.isEmpty()) {
                introductions.introduceSelf(alive.get(random.nextInt(alive.size())));
            }
            introductions.reviewConflicts();
            Duration longer = pause.multipliedBy(2);
            boolean settled = alive.size() <= knownBefore;
            Duration next = !settled ? FIRST_REFRESH : longer.compareTo(LONGEST_REFRESH) > 0 ? LONGEST_REFRESH : longer;
            refreshAfter(next, alive.size());
        });
    }
}
