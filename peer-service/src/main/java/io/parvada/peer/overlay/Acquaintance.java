package io.parvada.peer.overlay;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.membership.ProbeAnswer;
import io.parvada.peer.membership.Reached;
import io.parvada.peer.membership.Roster;
import io.parvada.peer.membership.SummaryVersions;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;

/** One known peer in the {@link NeighbourTable}. Mutable; only under the table's lock. */
final class Acquaintance {

    Peer peer;
    Endpoint via;
    Suspicion belief;
    Instant lastSeen;
    String conflict;
    Endpoint rival;
    Instant nextProbe;
    Instant goodbyeUntil = Instant.MIN;
    boolean inView;
    boolean probing;
    boolean probeFailed;
    private boolean latenessCounted;
    private Double rttMs;
    private Long files;
    private SummaryVersions summaries = SummaryVersions.NONE;
    private Instant summariesAt = Instant.MIN;

    /** See {@link View#lot}. */
    final long lot;

    private Acquaintance(Suspicion belief, Instant nextProbe, long lot) {
        this.belief = belief;
        this.nextProbe = nextProbe;
        this.lot = lot;
    }

    /** It is proven at once; see {@link #proven}. */
    static Acquaintance met(Instant now, long lot) {
        return new Acquaintance(Suspicion.alive(now), now.plus(Suspicion.INTERVAL), lot);
    }

    /**
     * One from before the restart: gone until it answers. It is probed at once, at all its addresses, and then told who
     * we are, as after any failed probe: it may know us at another address.
     */
    static Acquaintance remembered(Roster.Entry known, Instant now, long lot) {
        Acquaintance entry = new Acquaintance(Suspicion.remembered(known.goneSince(), known.left(), now), now, lot);
        entry.peer = known.peer();
        entry.via = known.via();
        entry.lastSeen = known.lastSeen().isAfter(now) ? now : known.lastSeen();
        entry.probeFailed = true;
        return entry;
    }

    /** What its ports say fits that it has left. */
    static boolean confirmsGoodbye(Reached reached) {
        return reached.grpc() == PortReach.NOT_SERVING
                || reached.grpc() == PortReach.REFUSED
                || reached.rest() == PortReach.REFUSED;
    }

    Neighbour snapshot() {
        return new Neighbour(
                peer, belief.state(), lastSeen, rttMs, files, conflict, via, inView && !gone(), summaries, summariesAt);
    }

    Roster.Entry kept() {
        return new Roster.Entry(peer, via, lastSeen, gone() ? belief.since() : null, belief.state() == PeerState.LEFT);
    }

    boolean gone() {
        return belief.state() == PeerState.DEAD || belief.state() == PeerState.LEFT;
    }

    /** From the start of one probe to the start of the next; a candidate is only looked after. */
    Duration pause(Instant now) {
        boolean candidate = !inView && belief.state() == PeerState.ALIVE;
        return candidate ? Suspicion.PAUSE_WHEN_OLD : belief.pause(now);
    }

    void answered(Instant now) {
        lastSeen = now;
        latenessCounted = false;
        if (belief.state() != PeerState.ALIVE) {
            nextProbe = now;
        }
    }

    /** Who is in the view since just now is probed as the others there, however rarely it was as a candidate. */
    void probeSoonIfInView(Instant now) {
        Instant next = now.plus(Suspicion.INTERVAL);
        nextProbe = inView && nextProbe.isAfter(next) ? next : nextProbe;
    }

    void missedProbe() {
        probeFailed = true;
        latenessCounted = false;
    }

    /** Whether it may be gone, if a search or transfer that began then has failed so. See {@link Overlay#failed}. */
    boolean isSign(Reason why, Instant begun) {
        boolean provenSince = !summariesAt.isBefore(begun);
        boolean late = why == Reason.DEADLINE_EXCEEDED && !latenessCounted && !provenSince;
        latenessCounted |= late;
        return late || why == Reason.PEER_UNREACHABLE;
    }

    /** @return whether {@link #kept} is another than before, but for the time */
    boolean proven(Peer described, Endpoint at, ProbeAnswer answer, Instant now, Logger log) {
        boolean changed = !described.equals(peer) || !at.equals(via);
        peer = described;
        via = at;
        lastSeen = now;
        rttMs = answer.rtt().toNanos() / 1e6;
        files = answer.files();
        summaries = answer.summaries();
        summariesAt = now.minus(answer.rtt());
        goodbyeUntil = Instant.MIN;
        probeFailed = false;
        return become(belief.answered(now), "it answers on both ports", log) || changed;
    }

    /** Another state than before is logged. @return whether it is gone now, or back, or gone in another way */
    boolean become(Suspicion next, String why, Logger log) {
        boolean changed = next.state() != belief.state();
        boolean wasGone = gone();
        if (changed) {
            log.info("{} at {} {} -> {}: {}", peer.name(), via.url(), belief.state(), next.state(), why);
        }
        belief = next;
        inView &= !gone();
        return changed && (wasGone || gone());
    }
}
