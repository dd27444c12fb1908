package io.parvada.peer.summary;

import io.parvada.peer.identity.Peer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How a neighbour's summary is had: the network in production, the emulated one in tests. */
public interface SummaryTransport {

    /**
     * GET /summary, at an address that has proven itself already. Does not block.
     *
     * @return completes on the transport's threads, exceptionally only with PeerException: INVALID_REQUEST for what is no
     *     summary
     */
    CompletableFuture<Summary> summary(Peer peer, Duration timeout);
}
