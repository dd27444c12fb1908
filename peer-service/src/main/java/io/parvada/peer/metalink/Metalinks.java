package io.parvada.peer.metalink;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.query.Bounds;
import io.parvada.peer.search.LocateAnswer;
import io.parvada.peer.search.Search;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Makes the Metalink of a file of this peer. Thread-safe; nothing blocks. */
public final class Metalinks {

    private final Catalog catalog;
    private final Search search;
    private final SearchSettings defaults;
    private final PieceDigestCache digests;
    private final Timeline timeline;
    private final InstantSource clock;

    Metalinks(
            Catalog catalog,
            Search search,
            SearchSettings defaults,
            PieceDigestCache digests,
            Timeline timeline,
            InstantSource clock) {
        this.catalog = catalog;
        this.search = search;
        this.defaults = defaults;
        this.digests = digests;
        this.timeline = timeline;
        this.clock = clock;
    }

    /** Whether there is a plain hash now, without which there is no Metalink; if not, pieces are begun to be read. */
    public boolean ready(CatalogEntry file) {
        return file.root() != null
                && (file.sha256() != null
                        || digests.of(file).getNow(Optional.empty()).isPresent());
    }

    /**
     * Every live holder is found as a search finds it. Piece hashes that are not computed by the deadline are left out;
     * they are there when the same is asked later.
     *
     * @param timeout null means the configured deadline of a search
     * @return completes by the timeout; fails as a search
     * @throws PeerException FILE_NOT_FOUND; BUSY while the file is hashed; the future fails with BUSY when neither its plain
     *     hash nor that of a piece is known by the deadline
     */
    public CompletableFuture<Metalink> of(FileName name, Duration timeout) {
        CatalogEntry file = catalog.hashed(name);
        Duration patience = Bounds.ofSearch(null, null, null, timeout, defaults).time();
        CompletableFuture<Optional<PieceDigests>> pieces = new CompletableFuture<>();
        Runnable timer = timeline.after(patience, () -> pieces.complete(Optional.empty()));
        digests.of(file).thenAccept(computed -> {
            timer.run();
            pieces.complete(computed);
        });
        return search.locate(null, file.root(), timeout)
                .thenCombine(
                        pieces, (found, hashes) -> new Metalink(file, hashes, mirrors(file, found), clock.instant()));
    }

    /** All first addresses before all further ones: of a machine with two the second is seldom the nearer. */
    private static List<Metalink.Mirror> mirrors(CatalogEntry file, LocateAnswer found) {
        List<Metalink.Mirror> mirrors = new ArrayList<>();
        for (LocateAnswer.Source source : found.sources()) {
            if (source.size() == file.sizeBytes()) {
                String path = source.downloadUrl()
                        .substring(source.peer().url().toString().length());
                int priority = 1;
                for (Endpoint at : source.peer().endpoints()) {
                    mirrors.add(new Metalink.Mirror(at.url() + path, Math.min(priority++, 2)));
                }
            }
        }
        mirrors.sort(Comparator.comparingInt(Metalink.Mirror::priority));
        return mirrors;
    }
}
