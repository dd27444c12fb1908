package io.parvada.peer.query;

import io.parvada.peer.config.SearchSettings.Strategy;
import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.content.Sha256;
import java.util.List;
import java.util.UUID;

/**
 * A query from peer to peer, the body of POST /search. Nothing in it is trusted: see {@link Bounds}.
 *
 * @param asked ids to whom nobody needs to forward it any more, at most {@link #MAX_ASKED}
 * @param query null when asked by root
 * @param ttl hops left, this one included: the receiver forwards with one less, and not at all at 1
 * @param deadlineMs the time left for the answer to be back at the asker
 * @param partial whether holders of a part are meant too, as in {@link Question}
 * @param strategy null means flood
 * @param filename null but for a file that is looked for by its exact name; {@code query} then is a pattern that this name
 *     matches, for who does not know the field
 */
public record QueryMessage(
        UUID id,
        PeerId originId,
        List<PeerId> asked,
        String query,
        Sha256 root,
        int ttl,
        int fanout,
        int limit,
        long deadlineMs,
        boolean explain,
        boolean partial,
        Strategy strategy,
        String filename) {

    public static final int MAX_ASKED = 64;

    /** One that means whole holders alone. */
    public QueryMessage(
            UUID id,
            PeerId originId,
            List<PeerId> asked,
            String query,
            Sha256 root,
            int ttl,
            int fanout,
            int limit,
            long deadlineMs,
            boolean explain) {
        this(id, originId, asked, query, root, ttl, fanout, limit, deadlineMs, explain, false, null, null);
    }
}
