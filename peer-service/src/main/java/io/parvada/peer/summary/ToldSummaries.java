package io.parvada.peer.summary;

import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.SummaryVersions;
import io.parvada.peer.overlay.Neighbour;
import io.parvada.peer.overlay.Overlay;
import io.parvada.peer.overlay.PeerState;
import io.parvada.peer.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What this peer tells its neighbours of the files that it shares, and of those that its own neighbours share. For ten
 * minutes after somebody asked for the latter it keeps the summaries of its live neighbours; where nobody asks it costs
 * nothing. Thread-safe.
 */
public final class ToldSummaries {

    private static final Duration WANTED_FOR = Duration.ofMinutes(10);

    /** The version while nobody asked: of no list, and one that may be asked for. */
    private static final long UNASKED = 0;

    private final OwnSummary own;
    private final Overlay overlay;
    private final NeighbourSummaries heard;
    private final Timeline timeline;
    private volatile Instant wantedUntil = Instant.MIN;

    /** @param background runs one build of the own summary at a time */
    public ToldSummaries(
            SharedNames shared, Executor background, Overlay overlay, NeighbourSummaries heard, Timeline timeline) {
        this.own = new OwnSummary(shared, background, timeline);
        this.overlay = overlay;
        this.heard = heard;
        this.timeline = timeline;
    }

    /** For the status: what is true now. Never waits. */
    public SummaryVersions versions() {
        return new SummaryVersions(own.version(), neighboursVersion());
    }

    /**
     * The last summary of the own files, which may be behind them where building takes long.
     *
     * @return completes when it is built; fails with STORAGE_FAILURE, BUSY
     */
    public CompletableFuture<Summary> own() {
        return own.latest();
    }

    /**
     * The live neighbours with what is known of them now. Never waits.
     *
     * @param asker whose own summary it does not get; null where it did not say
     * @param held versions that it does not get either
     */
    public Neighbourhood neighbours(PeerId asker, Collection<Long> held) {
        wantedUntil = timeline.now().plus(WANTED_FOR);
        List<Neighbour> live = live();
        live.forEach(heard::keep);
        return list(live).without(entry -> entry.id().equals(asker) || held.contains(entry.version()));
    }

    private Long neighboursVersion() {
        if (!timeline.now().isBefore(wantedUntil)) {
            return UNASKED;
        }
        List<Neighbour> live = live();
        if (live.size() > Neighbourhood.MOST_NEIGHBOURS) {
            return null;
        }
        live.forEach(heard::keep);
        return list(live).version();
    }

    private Neighbourhood list(List<Neighbour> live) {
        return new Neighbourhood(live.stream()
                .limit(Neighbourhood.MOST_NEIGHBOURS)
                .map(neighbour -> entry(neighbour.peer().id(), heard.fresh(neighbour)))
                .toList());
    }

    /** Whom a query that comes here goes on to. */
    private List<Neighbour> live() {
        return overlay.view().stream()
                .filter(n -> n.state() == PeerState.ALIVE || n.state() == PeerState.SUSPECT)
                .toList();
    }

    private static Neighbourhood.Entry entry(PeerId id, Summary fresh) {
        return new Neighbourhood.Entry(id, fresh == null ? null : fresh.version(), fresh);
    }
}
