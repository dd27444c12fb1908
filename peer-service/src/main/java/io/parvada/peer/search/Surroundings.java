package io.parvada.peer.search;

import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.Overlay;
import io.parvada.peer.overlay.PeerState;
import io.parvada.peer.query.LocalHits;
import io.parvada.peer.query.QueryTransport;
import io.parvada.peer.query.SeenQueries;
import io.parvada.peer.summary.NeighbourSummaries;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * What a query finds at this peer; the same for the searches that begin here and for those of others.
 *
 * @param lookups runs the reads of the catalog; bounded, rejects what is too much
 * @param answerers how neighbours did in earlier queries
 * @param running permits for queries under way, which bound the memory that all of them hold
 */
public record Surroundings(
        Peer self,
        Overlay overlay,
        LocalHits local,
        QueryTransport transport,
        NeighbourSummaries summaries,
        Timeline timeline,
        Executor lookups,
        SeenQueries seen,
        Answerers answerers,
        Semaphore running) {

    /** Each holds at most some hundred KB of hits, mostly far less. */
    public static final int MOST_RUNNING = 256;

    /** With nothing remembered yet of those who answer. */
    public Surroundings(
            Peer self,
            Overlay overlay,
            LocalHits local,
            QueryTransport transport,
            NeighbourSummaries summaries,
            Timeline timeline,
            Executor lookups,
            SeenQueries seen,
            Semaphore running) {
        this(self, overlay, local, transport, summaries, timeline, lookups, seen, new Answerers(), running);
    }

    /** More queries are under way than {@link #running}, or the {@link #lookups}, let in. */
    static PeerException busy() {
        return PeerException.retryAfter(Reason.BUSY, "this peer has too many searches to do", Duration.ofSeconds(1));
    }

    /** A neighbour answered a query that was sent to it then. */
    void answered(PeerId id, Instant sent) {
        overlay.answered(id);
        answerers.answered(id, Duration.between(sent, timeline.now()));
    }

    /** A neighbour failed a query that began then. */
    void failed(PeerId id, Instant begin, PeerException why) {
        overlay.failed(id, begin, why);
        answerers.failed(id, begin, why.reason(), timeline.now());
    }

    /** This peer itself, whom it knows and has not seen leave, and its friends never met. */
    int known() {
        int others = overlay.alive() + overlay.counts().get(PeerState.DEAD);
        return 1 + others + overlay.unmetFriends().size();
    }
}
