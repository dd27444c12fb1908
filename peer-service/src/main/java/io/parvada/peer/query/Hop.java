package io.parvada.peer.query;

import java.util.List;

/**
 * One peer's part in a search, with explain.
 *
 * @param id null for a configured friend never met, whose name is its URL
 * @param tookMs as its asker saw it; 0 for a peer that was not asked
 * @param hits that its asker took from it; its own for the peer where the search began
 * @param reason null where it took part as it should; the name of a {@link io.parvada.transfer.error.Reason} where it
 *     could not; else that of a {@link Cause}
 * @param asked whom it asked, then whom it did not ask and why, 64 at most in all; without those whom another asked
 */
public record Hop(String id, String name, long tookMs, int hits, String reason, List<Hop> asked) {

    /** Why a query did not go to a peer, or went no further from there, though nothing failed. */
    public enum Cause {
        /** It had the query already, and answered from its own catalog alone. */
        DUPLICATE,
        /** There were more hits than wanted: it asked nobody, or did not wait for all. */
        LIMIT,
        /** Not asked: believed dead. */
        DEAD,
        /** Not asked: summaries say that nothing of it is there, nor as far behind it as the query would go. */
        PRUNED,
        /** Not asked: others came before it. */
        FANOUT,
        /** Not asked: no hop was left. */
        TTL,
        /** Not asked: no time was left. */
        TIME,
        /** Asked, but there were more hits than wanted before it answered. */
        NOT_AWAITED
    }
}
