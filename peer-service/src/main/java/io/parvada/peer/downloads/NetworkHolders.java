package io.parvada.peer.downloads;

import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.search.Search;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.fetch.HolderSearch;
import io.parvada.transfer.fetch.PieceSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The holders of one download's content, or of a part, whatever they call it, found by root in the network. */
final class NetworkHolders implements HolderSearch {

    /** At most so many of a search, and as many who have a part; a download has no more at once. */
    static final int MAX = 8;

    /** And beside these so many that bring nothing, whose places others have taken. */
    static final int MAX_SLOW = 4;

    /** Longer than a peer needs to be started again. Then the download gives its place to another and waits outside. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Who has a content: {@link Search#holders}. */
    @FunctionalInterface
    interface Finder {
        CompletableFuture<Search.Holders> find(ContentId content);
    }

    /**
     * The network as all downloads see it.
     *
     * @param met who has proven to this peer to be who it is, as it is reached from here
     * @param patience how long a download waits for a holder in its place
     */
    record Network(
            PeerId self,
            Finder finder,
            HolderDialler dialler,
            Function<PeerId, Optional<Peer>> met,
            Duration patience) {}

    private final FetchJob job;
    private final Network network;

    NetworkHolders(FetchJob job, Network network) {
        this.job = job;
        this.network = network;
    }

    @Override
    public CompletableFuture<List<PieceSource>> find() {
        return network.finder().find(job.content()).thenApply(this::sources);
    }

    @Override
    public Duration patience() {
        return network.patience();
    }

    private List<PieceSource> sources(Search.Holders found) {
        List<PieceSource> sources = new ArrayList<>();
        job.found();
        add(found.whole(), false, sources);
        add(found.partial(), true, sources);
        return sources;
    }

    private void add(List<Peer> peers, boolean partial, List<PieceSource> to) {
        List<Peer> others =
                peers.stream().filter(peer -> !peer.id().equals(network.self())).toList();
        job.next(others, network.met(), MAX)
                .forEach(each -> to.add(network.dialler().source(each.peer(), each.label(), partial)));
    }
}
