package io.parvada.transfer.fetch;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.StagedFile;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/**
 * Fetches every missing piece of one content from all its holders at once, each piece proven before it counts. A holder
 * that breaks, freezes or lies costs what it had in flight: the others go on from the last proven piece. More of them
 * are searched for meanwhile, also those who have a part only: of these it takes what they have. Used once; {@link #cancel()} from any thread.
 */
public final class Download {

    private final StagedFile staged;
    private final List<PieceSource> holders;
    private final List<PieceSource> found = new CopyOnWriteArrayList<>();
    private final HolderSearch search;
    private final ExecutorService lanes;
    private final Board board;

    /**
     * @param staged what is proven in it is not fetched again; stays open
     * @param holders serve this download alone, and are closed by the caller after it
     * @param lanes runs one blocking task a holder; owned by the caller. With fewer threads than holders the rest take
     *     their turn when one is given up
     */
    public Download(StagedFile staged, List<PieceSource> holders, ExecutorService lanes, DownloadListener listener) {
        this(staged, holders, HolderSearch.NONE, lanes, listener);
    }

    /** @param search asked now and then, often while there are few holders; these may then be none at the beginning */
    public Download(
            StagedFile staged,
            List<PieceSource> holders,
            HolderSearch search,
            ExecutorService lanes,
            DownloadListener listener) {
        this.staged = staged;
        this.holders = List.copyOf(holders);
        this.search = search;
        this.lanes = lanes;
        this.board =
                new Board(staged, this.holders.stream().map(PieceSource::name).toList(), listener, System::nanoTime);
    }

    /** Others fetch the same and will have from here what is proven: begins anywhere in it. To be called before it runs. */
    public Download spread(RandomGenerator random) {
        board.spread(random);
        return this;
    }

    /**
     * Blocks until all pieces are proven; does not commit. When it returns or throws, no lane touches the staged file
     * any more.
     *
     * @throws PeerException the most telling reason when no holder is left (FILE_NOT_FOUND when none was given);
     *     STORAGE_FULL, STORAGE_FAILURE; CANCELLED, also when the thread is interrupted, whose flag then stays set. What
     *     is proven stays staged
     */
    public DownloadReport run() {
        boolean searching = search != HolderSearch.NONE;
        if ((searching || !holders.isEmpty()) && !board.isOver()) {
            if (searching) {
                board.searchFor(search.patience());
            }
            for (int i = 0; i < holders.size(); i++) {
                start(i, holders.get(i));
            }
            awaitEnd(searching);
        }
        return board.outcome();
    }

    /** {@link #run} throws CANCELLED soon, unless it is done already. Idempotent. */
    public void cancel() {
        board.abort(new PeerException(Reason.CANCELLED, "the download was cancelled"));
    }

    private void start(int number, PieceSource holder) {
        try {
            Lane lane = new Lane(number, holder, staged, board);
            lanes.execute(() -> {
                lane.run();
                closeFound(holder);
            });
        } catch (RejectedExecutionException | PeerException refused) {
            board.lost(number, new PeerException(Reason.BUSY, "no thread is free", refused));
            board.end(number);
            closeFound(holder);
        }
    }

    /** Those that are searched for come and go: each holds a connection, no longer than its lane. */
    private void closeFound(PieceSource holder) {
        if (found.remove(holder)) {
            holder.close();
        }
    }

    private void awaitEnd(boolean searching) {
        try {
            while (searching && board.awaitSearch()) {
                search();
            }
            board.awaitOver();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
        }
        // Ends the calls of lanes that were still asking, a frozen holder's above all.
        holders.forEach(PieceSource::cancel);
        found.forEach(PieceSource::cancel);
        board.awaitLanes();
        found.forEach(this::closeFound);
    }

    private void search() throws InterruptedException {
        CompletableFuture<List<PieceSource>> under = search.find();
        under.whenComplete((sources, failure) -> board.wake());
        if (board.await(under) && !under.isCompletedExceptionally()) {
            under.join().forEach(this::join);
        } else {
            under.thenAccept(late -> late.forEach(PieceSource::close));
        }
    }

    private void join(PieceSource holder) {
        OptionalInt number = board.join(holder.name(), holder.partial());
        if (number.isEmpty()) {
            holder.close();
            return;
        }
        found.add(holder);
        start(number.getAsInt(), holder);
    }
}
