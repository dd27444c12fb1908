package io.parvada.peer.query;

import io.parvada.peer.identity.Peer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How a query reaches another peer: the network in production, the emulated one in tests. */
public interface QueryTransport {

    /**
     * POST /search, one attempt, to the peer's first address. Does not block.
     *
     * @param timeout after which the future fails with DEADLINE_EXCEEDED
     * @return completes on the transport's threads, exceptionally only with PeerException
     */
    CompletableFuture<SearchAnswer> query(Peer peer, QueryMessage message, Duration timeout);
}
