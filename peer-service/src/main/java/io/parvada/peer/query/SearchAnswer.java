package io.parvada.peer.query;

import io.parvada.transfer.content.Sha256;
import java.util.List;
import java.util.UUID;

/**
 * The answer to a search, from a peer to a person and from peer to peer alike. explain is null unless asked for; hits are null
 * only where they were told one by one.
 */
public record SearchAnswer(
        String query,
        Sha256 root,
        UUID id,
        int ttl,
        int fanout,
        int limit,
        long timeoutMs,
        List<Hit> hits,
        Coverage coverage,
        boolean complete,
        boolean truncated,
        long tookMs,
        Hop explain) {

    /** The same where the hits have been told before. */
    public SearchAnswer withoutHits() {
        return new SearchAnswer(
                query, root, id, ttl, fanout, limit, timeoutMs, null, coverage, complete, truncated, tookMs, explain);
    }
}
