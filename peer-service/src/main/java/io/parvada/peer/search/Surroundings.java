package io.parvada.peer.search;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.Overlay;
import io.parvada.peer.overlay.PeerState;
import io.parvada.peer.query.DirectoryLookup;
import io.parvada.peer.query.LocalHits;
import io.parvada.peer.query.QueryTransport;
import io.parvada.peer.query.Question;
import io.parvada.peer.query.SeenQueries;
import io.parvada.peer.summary.NeighbourSummaries;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.StagedReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * What a query finds at this peer; the same for the searches that begin here and for those of others.
 *
 * @param lookups runs the reads of the catalog; bounded, rejects what is too much
 * @param answerers how neighbours did in earlier queries
 * @param running permits for queries under way, which bound the memory that all of them hold
 * @param directory asked first by searches that begin here
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
        Semaphore running,
        DirectoryLookup directory) {

    /** Each holds at most some hundred KB of hits, mostly far less. */
    public static final int MOST_RUNNING = 256;

    /** With nothing remembered yet of those who answer, and without a directory. */
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
        this(
                self,
                overlay,
                local,
                transport,
                summaries,
                timeline,
                lookups,
                seen,
                new Answerers(),
                running,
                DirectoryLookup.NONE);
    }

    /** The same with a directory. */
    Surroundings with(DirectoryLookup lookup) {
        return new Surroundings(
                self, overlay, local, transport, summaries, timeline, lookups, seen, answerers, running, lookup);
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

    /** How many of these this one believes to be alive too. */
    int aliveAmong(Set<PeerId> peers) {
        return (int) peers.stream()
                .filter(id -> overlay.find(id)
                        .filter(n -> n.state() == PeerState.ALIVE || n.state() == PeerState.SUSPECT)
                        .isPresent())
                .count();
    }

    /** This peer itself, whom it knows and has not seen leave, and its friends never met. */
    int known() {
        int others = overlay.alive() + overlay.counts().get(PeerState.DEAD);
        return 1 + others + overlay.unmetFriends().size();
    }

    /**
     * What this peer has of a question itself.
     *
     * @param found null where the catalog could not be read
     * @param arriving what comes in just now; empty unless the question asks for parts too
     * @param failure why the catalog could not be read, else null
     */
    record OwnFiles(Catalog.Found found, List<StagedReader> arriving, Reason failure) {

        /** Blocks for the catalog. Fails with RuntimeException for a fault of ours alone. */
        static OwnFiles read(LocalHits local, Question question, int limit) {
            // Before the catalog: what is committed in between is in both, never in neither.
            List<StagedReader> arriving = question.partial() ? local.arriving(question.root()) : List.of();
            try {
                return new OwnFiles(local.find(question, limit), arriving, null);
            } catch (PeerException e) {
                return new OwnFiles(null, arriving, e.reason());
            }
        }

        void addTo(HitMerger hits) {
            if (found != null) {
                hits.addLocal(found);
            }
            arriving.forEach(hits::addArriving);
        }
    }
}
