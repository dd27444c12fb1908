package io.parvada.peer.summary;

import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.Neighbour;
import io.parvada.peer.query.Question;
import io.parvada.peer.time.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The summaries that neighbours gave, of their own files and of their neighbours'. One prunes only while it is fresh: its
 * version is what the neighbour's last status told, and that status is not older than {@link #FRESH}. So a file that a
 * neighbour has shared for longer than that is never missed for a summary, nor one that a neighbour's neighbour has shared
 * for twice as long; later ones may be. Thread-safe; never waits.
 */
public final class NeighbourSummaries {

    /** How many hops ahead summaries tell of. */
    public static final int REACH = 2;

    /** Neighbours are probed about every second: one late probe still leaves the summary fresh. */
    public static final Duration FRESH = Duration.ofSeconds(2);

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final PeerId self;
    private final SummaryTransport transport;
    private final Timeline timeline;
    private final Held<Summary> own;
    private final Held<Neighbourhood> around;

    public NeighbourSummaries(PeerId self, SummaryTransport transport, Timeline timeline) {
        this.self = self;
        this.transport = transport;
        this.timeline = timeline;
        this.own = new Held<>(Summary::sizeBytes, timeline);
        this.around = new Held<>(Neighbourhood::sizeBytes, timeline);
    }

    /**
     * Whether fresh summaries say that nothing that answers this is at the neighbour or, if a query would go one hop
     * further from there, at any of its neighbours but those that it would spare. Unknown is false.
     *
     * @param hopsLeft of the query as the neighbour would get it; 1: it asks nobody. False beyond {@link #REACH}
     */
    public boolean rulesOut(Neighbour neighbour, Question question, int hopsLeft, Predicate<PeerId> spared) {
        if (hopsLeft > REACH) {
            return false;
        }
        Summary its = fresh(neighbour);
        if (its == null || its.mayAnswer(question)) {
            return false;
        }
        return hopsLeft < REACH || nothingAround(neighbour, question, spared);
    }

    /** Fetches what a query could have used, if it is not what the neighbour's status told of, and if it is time to. */
    public void refresh(Neighbour neighbour, int hopsLeft) {
        refreshOwn(neighbour, Duration.ZERO);
        if (hopsLeft == REACH) {
            refreshAround(neighbour);
        }
    }

    /** The same for those who want to know of this neighbour: while it tells of no summary it is asked for one rarely. */
    void keep(Neighbour neighbour) {
        refreshOwn(neighbour, neighbour.summaries().own() == null ? Held.LONGEST_PAUSE : Duration.ZERO);
    }

    /** The neighbour's own summary; null unless it is fresh. */
    Summary fresh(Neighbour neighbour) {
        Long told = neighbour.summaries().own();
        if (told == null || !heardLately(neighbour)) {
            return null;
        }
        Summary summary = own.get(neighbour.peer().id());
        return summary != null && summary.version() == told ? summary : null;
    }

    private boolean nothingAround(Neighbour neighbour, Question question, Predicate<PeerId> spared) {
        Long told = neighbour.summaries().neighbours();
        Neighbourhood known = around.get(neighbour.peer().id());
        return told != null
                && heardLately(neighbour)
                && known != null
                && known.version() == told
                && !known.mayAnswer(question, spared.or(self::equals));
    }

    private boolean heardLately(Neighbour neighbour) {
        return !neighbour.summariesAt().plus(FRESH).isBefore(timeline.now());
    }

    private void refreshOwn(Neighbour neighbour, Duration pause) {
        PeerId id = neighbour.peer().id();
        Summary known = own.get(id);
        boolean current = known != null
                && Long.valueOf(known.version()).equals(neighbour.summaries().own());
        if (current || !own.begin(id, pause)) {
            return;
        }
        transport.summary(neighbour.reachable(), TIMEOUT).whenComplete((summary, failure) -> {
            if (failure == null) {
                own.took(id, summary, summary.sizeBytes());
            } else {
                own.failed(id);
            }
        });
    }

    private void refreshAround(Neighbour neighbour) {
        PeerId id = neighbour.peer().id();
        Long told = neighbour.summaries().neighbours();
        Neighbourhood known = around.get(id);
        boolean current = known != null && Long.valueOf(known.version()).equals(told) && known.whole(self);
        if (told == null || current || !around.begin(id, Duration.ZERO)) {
            return;
        }
        List<Long> held = known == null ? List.of() : known.held();
        transport.neighbourhood(neighbour.reachable(), self, held, TIMEOUT).whenComplete((theirs, failure) -> {
            if (failure == null) {
                around.took(id, known == null ? theirs : theirs.filledFrom(known), theirs.sizeBytes());
            } else {
                around.failed(id);
            }
        });
    }
}
