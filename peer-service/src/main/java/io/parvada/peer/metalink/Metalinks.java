package io.parvada.peer.metalink;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.query.Bounds;
import io.parvada.peer.search.LocateAnswer;
import io.parvada.peer.search.Search;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Makes the Metalink of a file of this peer, or of one that others share. Thread-safe; nothing blocks. */
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
     * they are there when the same is asked later. Of a file that this peer does not share there are none.
     *
     * @param timeout null means the configured deadline of a search
     * @return completes by the timeout, at most 50 ms later where this peer does not share the file; fails as a search, and
     *     with BUSY when neither its plain hash nor that of a piece is known by the deadline, FILE_NOT_FOUND when nobody
     *     has it, INVALID_REQUEST when others call several contents so
     * @throws PeerException BUSY while the file is hashed
     */
    public CompletableFuture<Metalink> of(FileName name, Duration timeout) {
        Duration patience = Bounds.ofSearch(null, null, null, timeout, defaults).time();
        return catalog.find(name).isPresent() ? own(name, patience) : ofOthers(name, patience);
    }

    private CompletableFuture<Metalink> own(FileName name, Duration patience) {
        CatalogEntry file = catalog.hashed(name);
        CompletableFuture<Optional<PieceDigests>> pieces = new CompletableFuture<>();
        Runnable timer = timeline.after(patience, () -> pieces.complete(Optional.empty()));
        digests.of(file).thenAccept(computed -> {
            timer.run();
            pieces.complete(computed);
        });
        Described described = Described.of(file);
        return search.locate(null, file.root(), patience)
                .thenCombine(pieces, (found, hashes) -> metalink(described, hashes, found.sources()));
    }

    /** The name says which content, and then the content who has it, whatever they call it. */
    private CompletableFuture<Metalink> ofOthers(FileName name, Duration patience) {
        Instant end = timeline.now().plus(patience);
        return search.locate(name.value(), null, patience).thenCompose(named -> {
            Described file = Described.of(name, named);
            Duration left = Duration.between(timeline.now(), end);
            return search.locate(null, file.content().root(), left.isNegative() ? Duration.ZERO : left)
                    .thenApply(found -> metalink(
                            file,
                            Optional.empty(),
                            Stream.concat(found.sources().stream(), named.sources().stream())
                                    .toList()));
        });
    }

    private Metalink metalink(Described file, Optional<PieceDigests> pieces, List<LocateAnswer.Source> sources) {
        return new Metalink(file, pieces, mirrors(file.content(), sources), clock.instant());
    }

    /** All first addresses before all further ones: of a machine with two the second is seldom the nearer. */
    private static List<Metalink.Mirror> mirrors(ContentId content, List<LocateAnswer.Source> sources) {
        Set<Metalink.Mirror> mirrors = new LinkedHashSet<>();
        for (LocateAnswer.Source source : sources) {
            if (source.size() == content.sizeBytes() && content.root().equals(source.root())) {
                String path = source.downloadUrl()
                        .substring(source.peer().url().toString().length());
                int priority = 1;
                for (Endpoint at : source.peer().endpoints()) {
                    mirrors.add(new Metalink.Mirror(at.url() + path, Math.min(priority++, 2)));
                }
            }
        }
        return mirrors.stream()
                .sorted(Comparator.comparingInt(Metalink.Mirror::priority))
                .toList();
    }
}
