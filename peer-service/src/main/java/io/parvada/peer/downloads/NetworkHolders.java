package io.parvada.peer.downloads;

import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.search.LocateAnswer;
import io.parvada.peer.search.Search;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.fetch.HolderSearch;
import io.parvada.transfer.fetch.PieceSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The holders of one download's content, whatever they call it, found by root in the network. */
final class NetworkHolders implements HolderSearch {

    /** At most so many at once: each has a thread and 1 MiB. */
    static final int MAX = 8;

    // Longer than a peer needs to be started again. Then the download gives its place to another and waits outside.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FetchJob job;
    private final PeerId self;
    private final Search search;
    private final HolderDialler dialler;

    NetworkHolders(FetchJob job, PeerId self, Search search, HolderDialler dialler) {
        this.job = job;
        this.self = self;
        this.search = search;
        this.dialler = dialler;
    }

    @Override
    public CompletableFuture<List<PieceSource>> find() {
        return search.locate(null, job.content().root(), null).thenApply(this::sources);
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    private List<PieceSource> sources(LocateAnswer found) {
        ContentId content = job.content();
        List<Peer> peers = found.sources().stream()
                .filter(source ->
                        source.size() == content.sizeBytes() && content.root().equals(source.root()))
                .map(LocateAnswer.Source::peer)
                .filter(peer -> !peer.id().equals(self))
                .distinct()
                .toList();
        List<PieceSource> sources = new ArrayList<>();
        for (Peer peer : peers) {
            String label = sources.size() < MAX ? job.labelOf(peer) : null;
            if (label != null) {
                sources.add(dialler.source(peer, label));
            }
        }
        return sources;
    }
}
