package io.parvada.cli.holder;

import io.parvada.cli.peer.Sources;
import io.parvada.cli.session.Session;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.fetch.HolderSearch;
import io.parvada.transfer.fetch.PieceSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Asks the asked peer again who holds a content or a part of it, whatever they call it, while a download runs. */
public final class FurtherHolders implements HolderSearch {

    private final Session session;
    private final Dialler dialler;
    private final ContentId content;
    private final Executor threads;

    /** @param threads where the question blocks */
    public FurtherHolders(Session session, Dialler dialler, ContentId content, Executor threads) {
        this.session = session;
        this.dialler = dialler;
        this.content = content;
        this.threads = threads;
    }

    @Override
    public CompletableFuture<List<PieceSource>> find() {
        return CompletableFuture.supplyAsync(this::ask, threads);
    }

    /** A person can give the command again, which goes on: nobody is waited for. */
    @Override
    public Duration patience() {
        return Duration.ZERO;
    }

    private List<PieceSource> ask() {
        Sources found = Sources.ask(session.asked(), content);
        List<PieceSource> sources = new ArrayList<>();
        found.whole().forEach(peer -> sources.add(dialler.source(peer)));
        found.partial().forEach(peer -> sources.add(dialler.source(peer, true)));
        return sources;
    }
}
