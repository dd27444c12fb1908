package io.parvada.peer.search;

import io.parvada.peer.identity.Peer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How a query reaches another peer. The future completes within timeout, exceptionally only with PeerException. */
public interface QueryTransport {

    CompletableFuture<SearchAnswer> query(Peer peer, QueryMessage message, Duration timeout);
}
