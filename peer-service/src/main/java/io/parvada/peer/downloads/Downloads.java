package io.parvada.peer.downloads;

import io.parvada.peer.search.LocateAnswer;
import io.parvada.peer.time.Timeline;
import io.parvada.peer.transfers.Intake;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that this peer fetches into its share, in the order in which they were asked for, some at once. One that was
 * accepted goes on by itself after a restart, however the peer ended. Thread-safe.
 */
public final class Downloads implements AutoCloseable {

    /** One watcher's view of a download. One thread. */
    @FunctionalInterface
    public interface Watch {
        /** At once when the state is not the one last seen, else after so long. */
        DownloadView next(Duration atMost) throws InterruptedException;
    }

    /** Who has it: {@link io.parvada.peer.search.Search#locate}. */
    @FunctionalInterface
    interface Locator {
        CompletableFuture<LocateAnswer> locate(String filename, Sha256 root, Duration timeout);
    }

    /**
     * What the downloads run on; all owned by the room's configuration.
     *
     * @param runs blocked by each download while it runs; its threads are how many run at once. Stopped first, by
     *     {@link Downloads#close}
     * @param admissions touch the disk for those who ask
     * @param ids in order of time
     */
    record Means(ThreadPoolExecutor runs, Executor admissions, Timeline timeline, Supplier<UUID> ids) {}

    /** Equal to another of the same job, so that it can be taken out of the queue. */
    private record Turn(Downloads downloads, FetchJob job) implements Runnable {
        @Override
        public void run() {
            downloads.run(job);
        }
    }

    /** A download without any holder gives way, and tries again after this. */
    static final Duration PAUSE = Duration.ofSeconds(30);

    /** After so long without a proven piece it has failed; a restart of this peer gives it as long again. */
    static final Duration PATIENCE = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

    private final Locator locator;
    private final Intake intake;
    private final FetchRun fetch;
    private final DownloadBook book;
    private final Means means;
    private volatile boolean stopped;

    Downloads(Locator locator, Intake intake, FetchRun fetch, DownloadBook book, Means means) {
        this.locator = locator;
        this.intake = intake;
        this.fetch = fetch;
        this.book = book;
        this.means = means;
        book.running().forEach(job -> intake.keepStaged(job.name(), job.content(), true));
    }

    /** Those of the last run go on. */
    void begin() {
        book.running().forEach(this::queue);
    }

    /**
     * Accepts a download: it is noted durably when the future completes. The same asked for again while it is under way is
     * that one; a file that is there already is one that is done soon.
     *
     * @return fails with those of the search, {@link Choice#of}, {@link Intake#admit} and {@link Intake#present};
     *     ALREADY_EXISTS also when other content is on its way to that name; BUSY when too many wait.
     *     Nothing of it is noted then
     */
    public CompletableFuture<DownloadView> start(DownloadRequest wanted) {
        book.refuseIfFull();
        // By its name where there is one, so that who calls other content so, or this content otherwise, is told apart.
        String name = wanted.name() == null ? null : wanted.name().value();
        return locator.locate(name, name == null ? wanted.root() : null, null)
                .thenApplyAsync(found -> admit(wanted, found), means.admissions());
    }

    /** At most {@code limit}, in order of time; after: the next of the page before, or null. */
    public DownloadBook.Page list(UUID after, int limit) {
        return book.page(after, limit);
    }

    /** @throws PeerException TRANSFER_NOT_FOUND */
    public DownloadView find(UUID id) {
        return book.find(id);
    }

    /** @throws PeerException TRANSFER_NOT_FOUND */
    public Watch watch(UUID id) {
        return book.watch(id);
    }

    /**
     * Cancels it if it has not ended, and what was staged is deleted; forgets it if it has. What is cancelled stays so
     * over restarts, from when this returns.
     *
     * @throws PeerException TRANSFER_NOT_FOUND; BUSY with Retry-After when it is too late to cancel; STORAGE_FAILURE
     *     when it is cancelled and cannot be noted, so that a restart in this moment would bring it back
     */
    public void remove(UUID id) {
        FetchJob job = book.job(id);
        if (job == null) {
            book.forget(id);
            return;
        }
        switch (job.cancel()) {
            case COMMITTING ->
                throw PeerException.retryAfter(
                        Reason.BUSY, "all of '" + job.name() + "' is here and is being named", Duration.ofSeconds(1));
            case QUEUED, WAITING -> {
                means.runs().remove(new Turn(this, job));
                cancelled(job);
            }
            case RUNNING -> book.note(job); // the run sees it soon, or is cut by the end of this process
            case DONE, FAILED, CANCELLED -> {
                // it has ended just now
            }
        }
    }

    /** What runs is cut, makes durable what is proven (5 s are given), and goes on in the next run of this peer. */
    @Override
    public void close() {
        stopped = true;
        means.runs().shutdownNow();
        try {
            means.runs().awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private DownloadView admit(DownloadRequest wanted, LocateAnswer found) {
        Choice choice = Choice.of(wanted, found);
        FileName name = wanted.saveAs() == null ? choice.name() : wanted.saveAs();
        ContentId content = choice.content();
        intake.admit(name, content.sizeBytes(), false);
        intake.present(name, content, false);
        FetchJob job =
                new FetchJob(means.ids().get(), name, content, means.timeline().now(), means.timeline());
        FetchJob standing = book.add(job);
        if (standing != job) {
            return standing.view();
        }
        intake.keepStaged(name, content, true);
        DownloadView accepted = job.view();
        try {
            queue(job);
        } catch (RuntimeException noPlace) {
            intake.keepStaged(name, content, false);
            book.withdraw(job);
            throw noPlace;
        }
        LOG.info("Download {} of '{}' ({}) is asked for", job.id(), name, content);
        return accepted;
    }

    private void queue(FetchJob job) {
        means.runs().execute(new Turn(this, job));
    }

    private void run(FetchJob job) {
        if (stopped || !job.become(DownloadState.RUNNING)) {
            return;
        }
        try {
            fetch.run(job);
            ended(job);
        } catch (PeerException e) {
            failed(job, e);
        } catch (RuntimeException e) {
            failed(job, new PeerException(Reason.INTERNAL, "the download failed by a fault of this peer", e));
        }
    }

    private void failed(FetchJob job, PeerException why) {
        if (job.cancelled()) {
            job.become(DownloadState.CANCELLED);
            cancelled(job);
            return;
        }
        if (stopped) {
            return;
        }
        boolean waits = FetchRun.mayPass(why.reason())
                && job.fruitless().compareTo(PATIENCE) < 0
                && job.become(DownloadState.WAITING, why);
        if (waits) {
            means.timeline().after(why.retryAfter().orElse(PAUSE), () -> {
                if (job.become(DownloadState.QUEUED)) {
                    queue(job);
                }
            });
            return;
        }
        job.become(DownloadState.FAILED, why);
        ended(job);
    }

    /** Of one that does not run any more. */
    private void cancelled(FetchJob job) {
        // The thread of a run that a stop has cut is interrupted, and could not write.
        boolean interrupted = Thread.interrupted();
        try {
            fetch.discard(job);
            ended(job);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void ended(FetchJob job) {
        intake.keepStaged(job.name(), job.content(), false);
        book.ended(job);
        DownloadView end = job.view();
        String why = end.reason() == null ? "" : ": " + end.reason() + " " + end.detail();
        LOG.info("Download {} of '{}' is {}{}", end.id(), end.name(), end.state(), why);
    }
}
