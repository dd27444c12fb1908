package io.parvada.peer.search;

import io.parvada.peer.config.SearchSettings.Strategy;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Bounds;
import io.parvada.peer.query.Coverage;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.Hop;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.Question;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.summary.NeighbourSummaries;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What is to be done at one peer: a query as it came or begins here, with values that are within bounds. */
record Task(
        UUID id,
        PeerId origin,
        List<PeerId> asked,
        Question question,
        Bounds bounds,
        Role role,
        boolean explain,
        Strategy strategy) {

    /** The part that this peer has in the query, which says how long it has and how far it sends it on. */
    enum Role {
        /** The search began here: all the time there is, ttl hops from here. */
        ORIGIN,
        /** It came from a neighbour: one hop is used up, and time is kept for the way back. */
        RELAY,
        /** It came a second time, with no more hops than before: only the own catalog is asked. */
        DUPLICATE
    }

    Duration time() {
        return role == Role.ORIGIN ? bounds.time() : bounds.answerIn();
    }

    int hopsLeft() {
        return role == Role.ORIGIN ? bounds.ttl() : bounds.ttl() - 1;
    }

    /** Whether the query ends so near that summaries reach as far. */
    boolean prunes() {
        return strategy == Strategy.BLOOM && hopsLeft() <= NeighbourSummaries.REACH;
    }

    /** Whether somebody else has asked this peer already, or it asks itself. */
    boolean spares(PeerId id) {
        return id.equals(origin) || asked.contains(id);
    }

    /** The query as {@code sender} sends it on to {@code targets}, who have {@code left} to answer. */
    QueryMessage onward(PeerId sender, Collection<PeerId> targets, Duration left) {
        // The closest first: if not all fit, the farthest are asked again and answer as duplicates.
        Set<PeerId> all = new LinkedHashSet<>();
        all.add(sender);
        all.addAll(targets);
        all.addAll(asked);
        return new QueryMessage(
                id,
                origin,
                all.stream().limit(QueryMessage.MAX_ASKED).toList(),
                question.text(),
                question.root(),
                hopsLeft(),
                bounds.fanout(),
                bounds.limit(),
                left.toMillis(),
                explain,
                question.partial(),
                strategy,
                question.filename());
    }

    /** The answer, with the values that were used. */
    SearchAnswer answer(
            List<Hit> hits, Coverage coverage, boolean complete, boolean truncated, long tookMs, Hop explain) {
        return new SearchAnswer(
                question.text(),
                question.root(),
                id,
                bounds.ttl(),
                bounds.fanout(),
                bounds.limit(),
                bounds.time().toMillis(),
                hits,
                coverage,
                complete,
                truncated,
                tookMs,
                explain);
    }
}
