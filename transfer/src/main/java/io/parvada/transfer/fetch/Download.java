package io.parvada.transfer.fetch;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.StagedFile;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * Fetches every missing piece of one content from all its holders at once, each piece proven before it counts. A holder
 * that breaks, freezes or lies costs what it had in flight: the others go on from the last proven piece. Used once;
 * {@link #cancel()} from any thread.
 */
public final class Download {

    private final StagedFile staged;
    private final List<PieceSource> holders;
    private final ExecutorService lanes;
    private final Board board;

    /**
     * @param staged what is proven in it is not fetched again; stays open
     * @param holders serve this download alone, and are closed by the caller after it
     * @param lanes runs one blocking task a holder; owned by the caller. With fewer threads than holders the rest take
     *     their turn when one is given up
     */
    public Download(StagedFile staged, List<PieceSource> holders, ExecutorService lanes, DownloadListener listener) {
        this(staged, holders, lanes, listener, System::nanoTime);
    }

    Download(
            StagedFile staged,
            List<PieceSource> holders,
            ExecutorService lanes,
            DownloadListener listener,
            LongSupplier nanos) {
        this.staged = staged;
        this.holders = List.copyOf(holders);
        this.lanes = lanes;
        this.board =
                new Board(staged, this.holders.stream().map(PieceSource::name).toList(), listener, nanos);
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
        if (!holders.isEmpty() && !board.isOver()) {
            for (int i = 0; i < holders.size(); i++) {
                start(i);
            }
            awaitEnd();
        }
        return board.outcome();
    }

    /** {@link #run} throws CANCELLED soon, unless it is done already. Idempotent. */
    public void cancel() {
        board.abort(new PeerException(Reason.CANCELLED, "the download was cancelled"));
    }

    private void start(int number) {
        try {
            lanes.execute(new Lane(number, holders.get(number), staged, board));
        } catch (RejectedExecutionException e) {
            board.lost(number, new PeerException(Reason.BUSY, "no thread is free", e));
            board.end(number);
        }
    }

    private void awaitEnd() {
        try {
            board.awaitOver();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
        }
        // Ends the calls of lanes that were still asking, a frozen holder's above all.
        holders.forEach(PieceSource::cancel);
        board.awaitLanes();
    }
}
