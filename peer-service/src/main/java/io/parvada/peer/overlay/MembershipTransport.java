package io.parvada.peer.overlay;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.Peer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How membership talks. Futures complete on the transport's threads, exceptionally only with PeerException. */
public interface MembershipTransport {

    /** GET /status on the REST port and a health check on the gRPC port, both at once. Never fails: see reached. */
    CompletableFuture<ProbeAnswer> probe(Endpoint endpoint, Duration timeout);

    /** POST /register; leaving says that self is about to stop. */
    CompletableFuture<Registration> register(PeerUrl target, Peer self, boolean leaving, Duration timeout);
}
