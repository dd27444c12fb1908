package io.parvada.peer.membership;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * How membership talks. No call blocks; the futures complete within {@code timeout}, on the transport's threads,
 * exceptionally only with PeerException.
 */
public interface MembershipTransport {

    /**
     * GET /status on the REST port and a health check on the gRPC port, both at once, one attempt each; where an address
     * has not lately proven who lives there, the proof first, and without it nothing else. Never fails: what went wrong
     * stands in {@link ProbeAnswer#reached()}. It does not judge whose id answered: the caller does.
     *
     * @param endpoint its grpc may be null where only REST is known yet; then only REST is dialled and reached.grpc is
     *     {@link PortReach#NOT_A_PEER}
     */
    CompletableFuture<ProbeAnswer> probe(Endpoint endpoint, Duration timeout);

    /**
     * POST /register. The far side dials {@code self} back before it answers, so allow it several seconds.
     *
     * @param target where a peer has already answered a probe with its own id: nothing else may be told about us. If that
     *     is long ago it is asked for the proof again first
     * @param leaving whether self is about to stop
     */
    CompletableFuture<Registration> register(PeerUrl target, Peer self, boolean leaving, Duration timeout);

    /**
     * POST /probe: asks a peer to probe another one.
     *
     * @param witness where a peer has already answered a probe with its own id
     * @return whether it reached {@code target} on both ports; fails as well where it does not know it
     */
    CompletableFuture<Boolean> probeFor(PeerUrl witness, PeerId target, Duration timeout);
}
