package io.parvada.peer.overlay;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.MembershipTransport;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.membership.ProbeAnswer;
import io.parvada.peer.membership.Reached;
import io.parvada.peer.membership.Registration;
import io.parvada.peer.proof.Proof;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this peer gets to know others: who is there is asked first; only who proves its id on both ports is added; only
 * then is it told who we are, and whom it names is met in the same way. Any thread; nothing blocks.
 */
final class Introductions {

    /** The far side dials back before it answers: up to five endpoints, one second each. */
    private static final Duration REGISTER_TIMEOUT = Duration.ofSeconds(6);

    private static final Logger LOG = LoggerFactory.getLogger(Introductions.class);

    /** registration is null, and refused says why, where the peer was met but did not take our own introduction. */
    record Meeting(Neighbour neighbour, boolean added, Registration registration, PeerException refused) {}

    private final Peer self;
    private final NeighbourTable table;
    private final Dialler dialler;
    private final MembershipTransport transport;
    private final Timeline timeline;

    /** Hearsay being looked into: bounds the dialling that one answer can cause. */
    private final Set<PeerId> lookedInto = ConcurrentHashMap.newKeySet();

    /** What each neighbour last complained of, so that only a change is logged. */
    private final Map<PeerId, String> complaints = new ConcurrentHashMap<>();

    Introductions(Peer self, NeighbourTable table, Dialler dialler, MembershipTransport transport, Timeline timeline) {
        this.self = self;
        this.table = table;
        this.dialler = dialler;
        this.transport = transport;
        this.timeline = timeline;
    }

    /**
     * Asks the candidate who it is, adds it, introduces ourselves.
     *
     * @param candidate its grpc may be null: then the one that it names itself is dialled
     * @return fails with PEER_UNREACHABLE, FORBIDDEN, INVALID_REQUEST (ourselves), ALREADY_EXISTS (another with our id)
     */
    CompletableFuture<Meeting> meet(Endpoint candidate) {
        return dialler.probe(candidate).thenCompose(answer -> {
            Peer there = answer.peer();
            if (there == null && answer.elsewhere() == null) {
                boolean refused = answer.reached().rest() == PortReach.CREDENTIAL_REFUSED;
                throw unreachable(
                        refused
                                ? answer.reached()
                                : nobody(candidate, answer.reached().rest()));
            }
            return (there == null ? elsewhere(candidate, answer) : here(candidate, there))
                    .thenCompose(this::welcome)
                    .thenCompose(this::introduceSelf);
        });
    }

    private CompletableFuture<Dialler.Dialled> here(Endpoint candidate, Peer there) {
        if (there.id().equals(self.id())) {
            throw sameId(there.url());
        }
        return dialler.inOrder(there.id(), endpoints(candidate, there));
    }

    /** It does not say that it lives at the candidate: it is met where it says that it does, or not at all. */
    private CompletableFuture<Dialler.Dialled> elsewhere(Endpoint candidate, ProbeAnswer answer) {
        Proof proof = answer.elsewhere();
        if (proof.id().equals(self.id())) {
            throw sameId(proof.addresses().get(0).url());
        }
        return dialler.inOrder(proof.id(), proof.addresses())
                .thenApply(dialled -> dialled.proven()
                        ? dialled
                        : new Dialler.Dialled(
                                candidate,
                                answer,
                                nobody(candidate, answer.reached().rest())));
    }

    /** Adds a peer that was dialled, if it has proven itself; with the sentence about a conflict, if there is one. */
    CompletableFuture<Meeting> welcome(Dialler.Dialled dialled) {
        if (!dialled.proven()) {
            throw unreachable(dialled.reached());
        }
        Peer peer = dialled.answer().peer();
        Optional<Endpoint> rival = table.rivalOf(peer, dialled.endpoint());
        if (rival.isEmpty()) {
            return CompletableFuture.completedFuture(settle(dialled));
        }
        return dialler.dial(peer.id(), rival.get()).thenApply(other -> {
            if (!differ(dialled, other)) {
                return settle(dialled);
            }
            table.conflict(
                    peer.id(),
                    dialled.endpoint(),
                    conflict(other.answer().peer().url(), peer.url()));
            return meeting(peer.id(), false);
        });
    }

    /** Registers with a neighbour and follows up whom it names. Never fails. */
    CompletableFuture<Meeting> introduceSelf(Meeting met) {
        Neighbour neighbour = met.neighbour();
        return transport
                .register(neighbour.via().url(), self, false, REGISTER_TIMEOUT)
                .handle((registration, failure) -> {
                    PeerException refused = failure == null ? null : PeerException.unwrapped(failure);
                    complain(neighbour, refused == null ? registration.reached().reason() : refused.detail());
                    if (refused == null) {
                        followUp(registration.peers());
                    }
                    return new Meeting(neighbour, met.added(), registration, refused);
                });
    }

    void introduceSelf(Neighbour neighbour) {
        introduceSelf(new Meeting(neighbour, false, null, null));
    }

    /** Two with one id are dialled again; where only one is left, the sentence goes. */
    void reviewConflicts() {
        table.conflicts().forEach((neighbour, rival) -> {
            PeerId id = neighbour.peer().id();
            dialler.dial(id, neighbour.via())
                    .thenCombine(dialler.dial(id, rival), Introductions::differ)
                    .thenAccept(still -> {
                        if (!still) {
                            table.reconciled(id);
                        }
                    });
        });
    }

    private void followUp(List<Peer> named) {
        for (Peer peer : named.subList(0, Math.min(named.size(), Registration.MAX_PEERS))) {
            if (worthMeeting(peer) && lookedInto.size() < Registration.MAX_PEERS && lookedInto.add(peer.id())) {
                dialler.inOrder(peer.id(), peer.endpoints())
                        .thenCompose(this::welcome)
                        .thenCompose(this::introduceSelf)
                        .whenComplete((met, failure) -> lookedInto.remove(peer.id()));
            }
        }
    }

    private boolean worthMeeting(Peer peer) {
        return !peer.id().equals(self.id())
                && table.viewSize() < View.MOST
                && table.find(peer.id())
                        .map(known -> known.state() != PeerState.ALIVE
                                || !known.peer().url().equals(peer.url()))
                        .orElse(true);
    }

    private Meeting settle(Dialler.Dialled dialled) {
        Peer peer = dialled.answer().peer();
        boolean added = table.met(peer, dialled.endpoint(), dialled.answer(), timeline.now());
        return meeting(peer.id(), added);
    }

    private Meeting meeting(PeerId id, boolean added) {
        Neighbour neighbour = table.find(id)
                .orElseThrow(() -> PeerException.retryAfter(
                        Reason.BUSY,
                        "this peer knows " + NeighbourTable.MOST + " live peers and takes no more",
                        Duration.ofMinutes(1)));
        return new Meeting(neighbour, added, null, null);
    }

    private void complain(Neighbour neighbour, String complaint) {
        PeerId id = neighbour.peer().id();
        String before = complaint == null ? complaints.remove(id) : complaints.put(id, complaint);
        if (complaint != null && !complaint.equals(before)) {
            LOG.warn("{} could not take this peer in: {}", neighbour.peer().name(), complaint);
        }
        complaints.keySet().removeIf(known -> table.find(known).isEmpty());
    }

    private PeerException sameId(PeerUrl there) {
        return there.equals(self.url())
                ? new PeerException(Reason.INVALID_REQUEST, there + " is this peer itself")
                : new PeerException(Reason.ALREADY_EXISTS, conflict(self.url(), there));
    }

    static String conflict(PeerUrl one, PeerUrl other) {
        return "two live peers answer with this id, " + one + " and " + other
                + ": delete <state_dir>/identity on one of them and restart it";
    }

    private static boolean differ(Dialler.Dialled one, Dialler.Dialled other) {
        return one.proven()
                && other.proven()
                && !one.answer().peer().url().equals(other.answer().peer().url());
    }

    /** The sentence is about REST alone: which gRPC port to dial was not known yet. */
    private static Reached nobody(Endpoint candidate, PortReach rest) {
        return Reached.of(candidate, rest == PortReach.OK ? PortReach.NOT_A_PEER : rest, PortReach.OK);
    }

    private static PeerException unreachable(Reached reached) {
        if (reached.rest() == PortReach.CREDENTIAL_REFUSED) {
            return new PeerException(Reason.UNAUTHENTICATED, reached.reason());
        }
        boolean notAllowed =
                reached.rest() == PortReach.FORBIDDEN_ADDRESS || reached.rest() == PortReach.LOOPBACK_ADVERTISED;
        return new PeerException(notAllowed ? Reason.FORBIDDEN : Reason.PEER_UNREACHABLE, reached.reason());
    }

    /** The pair that was asked for; with REST alone, completed by what the peer says of itself, then its own in order. */
    private static List<Endpoint> endpoints(Endpoint candidate, Peer there) {
        if (candidate.grpc() != null) {
            return List.of(candidate);
        }
        List<Endpoint> own = there.endpoints();
        Set<Endpoint> all = new LinkedHashSet<>();
        own.stream().filter(e -> e.url().equals(candidate.url())).forEach(all::add);
        all.add(new Endpoint(candidate.url(), there.grpc()));
        all.addAll(own);
        return new ArrayList<>(all);
    }
}
