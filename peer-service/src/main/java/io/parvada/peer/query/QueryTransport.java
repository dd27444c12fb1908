package io.parvada.peer.query;

import io.parvada.peer.identity.Peer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How a query reaches another peer: the network in production, the emulated one in tests. */
public interface QueryTransport {

    /**
     * POST /search at the first of the peer's addresses that can be connected to and has proven itself. Does not block.
     *
     * @param timeout after which the future fails with DEADLINE_EXCEEDED
     * @return completes on the transport's threads, exceptionally only with PeerException
     */
    CompletableFuture<SearchAnswer> query(Peer peer, QueryMessage message, Duration timeout);
}
