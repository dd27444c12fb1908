package io.parvada.peer.membership;

import io.parvada.peer.identity.Peer;
import io.parvada.peer.proof.Proof;
import java.time.Duration;

/**
 * What dialling both ports of one endpoint told.
 *
 * @param peer who answered on REST; null unless one did
 * @param serving what gRPC health said; false where it did not answer
 * @param files how many files the peer shares; null where it did not say
 * @param summaries the versions of its summaries
 * @param rtt of the REST request, connecting included
 * @param elsewhere who proved itself on REST and does not live at this address by its own word; null but where
 *     reached.rest is {@link PortReach#NOT_ADVERTISED}
 */
public record ProbeAnswer(
        Peer peer,
        boolean serving,
        Long files,
        Duration rtt,
        Reached reached,
        SummaryVersions summaries,
        Proof elsewhere) {

    /** Of an address where nobody lives who lives elsewhere. */
    public ProbeAnswer(
            Peer peer, boolean serving, Long files, Duration rtt, Reached reached, SummaryVersions summaries) {
        this(peer, serving, files, rtt, reached, summaries, null);
    }

    /** One that tells of no summaries. */
    public ProbeAnswer(Peer peer, boolean serving, Long files, Duration rtt, Reached reached) {
        this(peer, serving, files, rtt, reached, SummaryVersions.NONE);
    }
}
