package io.parvada.peer.metalink;

import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Pieces;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The digests of the files last asked for, or their computation while it runs: at most {@link #MOST} × 64 KiB. Thread-safe. */
final class PieceDigestCache {

    static final int MOST = 32;

    private static final Logger log = LoggerFactory.getLogger(PieceDigestCache.class);

    private final Function<CatalogEntry, PieceDigests> reader;
    private final Executor executor;
    private final Map<ContentId, CompletableFuture<Optional<PieceDigests>>> known; // guarded by this

    /** @param executor runs one at a time, and refuses when too many wait */
    PieceDigestCache(Function<CatalogEntry, PieceDigests> reader, Executor executor) {
        this.reader = reader;
        this.executor = executor;
        this.known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(
                    Map.Entry<ContentId, CompletableFuture<Optional<PieceDigests>>> eldest) {
                return size() > MOST;
            }
        };
    }

    /**
     * Completes when they are computed, however long that takes; empty for a file of one piece, one that cannot be read
     * as it was indexed, and when too many others wait. Never fails.
     *
     * @param file its root is known
     */
    synchronized CompletableFuture<Optional<PieceDigests>> of(CatalogEntry file) {
        ContentId content = new ContentId(file.sizeBytes(), file.root());
        if (!new Pieces(file.sizeBytes()).hasLayer()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<Optional<PieceDigests>> there = known.get(content);
        if (there != null) {
            return there;
        }
        CompletableFuture<Optional<PieceDigests>> computed = new CompletableFuture<>();
        try {
            executor.execute(() -> computed.complete(read(file, content)));
            known.put(content, computed);
        } catch (RejectedExecutionException tooManyWait) {
            computed.complete(Optional.empty());
        }
        return computed;
    }

    private Optional<PieceDigests> read(CatalogEntry file, ContentId content) {
        try {
            return Optional.of(reader.apply(file));
        } catch (RuntimeException e) {
            log.info("no piece hashes of {}: {}", file.name(), e.getMessage());
            forget(content);
            return Optional.empty();
        }
    }

    private synchronized void forget(ContentId content) {
        known.remove(content);
    }
}
