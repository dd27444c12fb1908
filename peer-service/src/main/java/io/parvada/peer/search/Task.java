package io.parvada.peer.search;

import io.parvada.peer.config.SearchSettings.Strategy;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.Neighbour;
import io.parvada.peer.query.Bounds;
import io.parvada.peer.query.Coverage;
import io.parvada.peer.query.DirectoryLookup;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.Hop;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.Question;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.summary.NeighbourSummaries;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
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

    private static final Duration MOST_FOR_DIRECTORY = Duration.ofSeconds(1);

    /** The part that this peer has in the query, which says how long it has and how far it sends it on. */
    enum Role {
        /** The search began here: all the time there is, ttl hops from here. */
        ORIGIN,
        /** It came from a neighbour: one hop is used up, and time is kept for the way back. */
        RELAY,
        /** As RELAY, a second time, but with more hops left: only those are asked to whom that makes a difference. */
        FURTHER,
        /** It came a second time, with no more hops than before: only the own catalog is asked. */
        DUPLICATE
    }

    /** With less time than this left nobody is asked any more: no answer would be back. */
    private static final Duration LEAST_TIME = Duration.ofMillis(10);

    Duration time() {
        return role == Role.ORIGIN ? bounds.time() : bounds.answerIn();
    }

    int hopsLeft() {
        return role == Role.ORIGIN ? bounds.ttl() : bounds.ttl() - 1;
    }

    /** Only where a search begins. */
    boolean asksDirectory() {
        return role == Role.ORIGIN;
    }

    /** For whom a directory has answered: of parts of files none knows anything. */
    Set<PeerId> answeredFor(DirectoryLookup.Answer central) {
        return central == null || question.partial() ? Set.of() : central.present();
    }

    /** A third of the time, a second at most, so that enough is left for neighbours if no directory answers. */
    Duration directoryTime(Duration left) {
        Duration third = left.dividedBy(3);
        return third.compareTo(MOST_FOR_DIRECTORY) > 0 ? MOST_FOR_DIRECTORY : third;
    }

    /** Why nobody is asked with so much time left, TTL or TIME; FANOUT where only fanout bounds how many are. */
    Hop.Cause stopsAt(Duration left) {
        return hopsLeft() < 1 ? Hop.Cause.TTL : left.compareTo(LEAST_TIME) < 0 ? Hop.Cause.TIME : Hop.Cause.FANOUT;
    }

    /** Whether the query ends so near that summaries reach as far. */
    boolean prunes() {
        return strategy == Strategy.BLOOM && hopsLeft() <= NeighbourSummaries.REACH;
    }

    /** Who sends a query names itself first; null where nobody is named. */
    private PeerId asker() {
        return asked.isEmpty() ? null : asked.get(0);
    }

    /** Whether somebody else has asked this peer already, or it asks itself. */
    boolean spares(PeerId id) {
        return id.equals(origin) || asked.contains(id);
    }

    /**
     * Where this peer has sent the query on before, with fewer hops or with more: leaves of the {@code live} neighbours those
     * to whom it did not go and then those to whom it did, as long as all that it sends of this query are one for each
     * neighbour but the asker. So with N peers of degree d, and one for each of the origin's, there are never more than
     * N(d-1)+1 messages, whichever copy comes first.
     *
     * @param sentBefore one entry for each time
     */
    void spareTheServed(List<Neighbour> live, List<PeerId> sentBefore, List<Neighbour> view) {
        if (sentBefore.isEmpty()) {
            return;
        }
        long others = view.stream()
                .filter(n -> n.inView() && !n.peer().id().equals(asker()))
                .count();
        live.sort(Comparator.comparing(n -> sentBefore.contains(n.peer().id())));
        long most = Math.max(0, others - sentBefore.size());
        if (live.size() > most) {
            live.subList((int) most, live.size()).clear();
        }
    }

    /** The query as {@code sender} sends it on, to be answered within {@code left}. @param spared whom nobody is to ask */
    QueryMessage onward(PeerId sender, Collection<PeerId> spared, Duration left) {
        // The closest first: if not all fit, the farthest are asked again and answer as duplicates.
        Set<PeerId> all = new LinkedHashSet<>();
        all.add(sender);
        all.addAll(spared);
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
