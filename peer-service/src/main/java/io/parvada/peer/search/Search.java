package io.parvada.peer.search;

import io.parvada.peer.query.SearchAnswer;
import io.parvada.transfer.content.Sha256;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Searches that begin here. Nothing blocks; the future completes by the deadline. */
public final class Search {

    public CompletableFuture<SearchAnswer> search(SearchRequest request) {
        throw new UnsupportedOperationException("due");
    }

    /** filename or root, the other null. */
    public CompletableFuture<LocateAnswer> locate(String filename, Sha256 root, Duration timeout) {
        throw new UnsupportedOperationException("due");
    }
}
