package io.parvada.peer.search;

import io.parvada.peer.query.Hit;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.transfer.error.PeerException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One search as its hits arrive, for one reader who may be slow. What the reader has not taken yet waits here, each
 * (name, size, root) once and with its latest holders: never more than the search's limit of hits, however long it
 * takes, and nothing is lost. Thread-safe; only {@link #next} blocks.
 */
public final class HitStream implements AutoCloseable {

    /** What comes next: a hit, or the end, which is the whole answer but for its hits; both null for nothing new. */
    public record Next(Hit hit, SearchAnswer end) {}

    private static final Next NOTHING = new Next(null, null);

    private final CompletableFuture<SearchAnswer> search;

    // Guarded by this, as are the two below.
    private final Map<HitMerger.Key, Hit> waiting = new LinkedHashMap<>();
    private boolean ended;
    private boolean closed;

    /** How a search is begun: with whom it tells of its hits. */
    @FunctionalInterface
    interface Beginning {
        CompletableFuture<SearchAnswer> search(HitListener listener);
    }

    /** Told under the search's lock, so that what comes later is newer; must neither block nor call the search. */
    @FunctionalInterface
    interface HitListener {
        HitListener NONE = hits -> {};

        /** New hits, and known ones again with what is known of them now; never empty. */
        void arrived(List<Hit> hits);
    }

    HitStream(Beginning beginning) {
        this.search = beginning.search(this::arrived);
        search.whenComplete((answer, failure) -> end());
    }

    /**
     * Hits in the order in which they came first; one that was taken comes again when more is known of it. After the end
     * always the end.
     *
     * @param atMost after which there is nothing new
     * @throws PeerException what the search failed with, as {@link Search#search}
     */
    public synchronized Next next(Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (waiting.isEmpty() && !ended) {
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return NOTHING;
            }
            wait(millis);
        }
        Iterator<Hit> first = waiting.values().iterator();
        if (first.hasNext()) {
            Hit hit = first.next();
            first.remove();
            return new Next(hit, null);
        }
        try {
            return new Next(null, search.join().withoutHits());
        } catch (RuntimeException e) {
            throw PeerException.unwrapped(e);
        }
    }

    /** @throws PeerException what the search has failed with already, so that it is no stream at all */
    public HitStream begun() {
        if (search.isCompletedExceptionally()) {
            try {
                search.join();
            } catch (RuntimeException e) {
                throw PeerException.unwrapped(e);
            }
        }
        return this;
    }

    /** Nobody reads any more: the search ends, what waits is dropped. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.clear();
        }
        search.cancel(false);
    }

    private synchronized void arrived(List<Hit> hits) {
        if (!closed) {
            hits.forEach(hit -> waiting.put(HitMerger.Key.of(hit), hit));
            notifyAll();
        }
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }
}
