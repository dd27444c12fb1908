package io.parvada.peer.search;

import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.SearchAnswer;
import java.util.concurrent.CompletableFuture;

/** Queries that come from other peers: local answer, forward once, by the deadline. */
public final class QueryRouter {

    public CompletableFuture<SearchAnswer> route(QueryMessage message) {
        throw new UnsupportedOperationException("due");
    }
}
