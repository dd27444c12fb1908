package io.parvada.peer.overlay;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.membership.SummaryVersions;
import java.time.Instant;
import java.util.List;

/**
 * A known peer, as a snapshot.
 *
 * @param peer as it describes itself
 * @param lastSeen when it last proved itself or answered a search
 * @param rttMs of the last probe; null until first measured
 * @param files how many it shares; null until first heard
 * @param conflict a sentence that says what to mend when two live peers answer with this id, else null
 * @param via the endpoint at which it answered with its own id
 * @param inView whether it is among the live ones that are probed every second and asked; see {@link View}
 * @param summaries the versions of its summaries as its last status told
 * @param summariesAt when that status was asked for
 */
public record Neighbour(
        Peer peer,
        PeerState state,
        Instant lastSeen,
        Double rttMs,
        Long files,
        String conflict,
        Endpoint via,
        boolean inView,
        SummaryVersions summaries,
        Instant summariesAt) {

    /** Live, but not in the view. */
    boolean isCandidate() {
        return !inView && (state == PeerState.ALIVE || state == PeerState.SUSPECT);
    }

    /** The same peer with the endpoint that works from here in first place, the others after it: dial this one. */
    public Peer reachable() {
        if (peer.endpoints().get(0).equals(via)) {
            return peer;
        }
        List<Endpoint> others = peer.endpoints().stream()
                .filter(e -> !e.equals(via))
                .limit(Peer.MAX_FURTHER_ADDRESSES)
                .toList();
        return new Peer(peer.id(), peer.name(), via.url(), via.grpc(), others);
    }
}
