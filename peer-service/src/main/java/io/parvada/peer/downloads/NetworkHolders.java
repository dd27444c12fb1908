package io.parvada.peer.downloads;

import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.search.Search;
import io.parvada.transfer.fetch.HolderSearch;
import io.parvada.transfer.fetch.PieceSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The holders of one download's content, or of a part, whatever they call it, found by root in the network. */
final class NetworkHolders implements HolderSearch {

    /** At most so many of a search, and as many who have a part; a download has no more at once. */
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
        return search.holders(job.content()).thenApply(this::sources);
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    private List<PieceSource> sources(Search.Holders found) {
        List<PieceSource> sources = new ArrayList<>();
        add(found.whole(), false, sources);
        add(found.partial(), true, sources);
        return sources;
    }

    private void add(List<Peer> peers, boolean partial, List<PieceSource> to) {
        int most = to.size() + MAX;
        for (Peer peer : peers) {
            String label = peer.id().equals(self) || to.size() == most ? null : job.labelOf(peer);
            if (label != null) {
                to.add(dialler.source(peer, label, partial));
            }
        }
    }
}
