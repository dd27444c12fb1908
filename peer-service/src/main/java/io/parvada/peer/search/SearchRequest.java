package io.parvada.peer.search;

import io.parvada.peer.config.SearchSettings.Strategy;
import io.parvada.transfer.content.Sha256;
import java.time.Duration;

/**
 * A person's search: query or root; null means the configured default; what is out of bounds is clamped.
 *
 * @param partial whether those who are still fetching it are told too, apart from its holders; by root only
 * @param strategy null means the configured default
 */
public record SearchRequest(
        String query,
        Sha256 root,
        Integer ttl,
        Integer fanout,
        Integer limit,
        Duration timeout,
        boolean explain,
        boolean partial,
        Strategy strategy) {

    /** One that means whole holders alone. */
    public SearchRequest(
            String query, Sha256 root, Integer ttl, Integer fanout, Integer limit, Duration timeout, boolean explain) {
        this(query, root, ttl, fanout, limit, timeout, explain, false, null);
    }
}
