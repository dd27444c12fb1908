package io.parvada.peer.downloads;

import io.parvada.peer.arrivals.Arrivals;
import io.parvada.peer.transfers.Intake;
import io.parvada.peer.transfers.Permits;
import io.parvada.peer.transfers.Stored;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.Download;
import io.parvada.transfer.fetch.HolderSearch;
import io.parvada.transfer.storage.StagedFile;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a download, from what is proven already to the name in the share; others may have what is proven
 * meanwhile. What the share holds under another name is
 * copied, not fetched. Thread-safe; a run blocks its thread until it ends.
 */
final class FetchRun {

    private static final Logger LOG = LoggerFactory.getLogger(FetchRun.class);
    private static final Set<Reason> MAY_PASS = EnumSet.of(
            Reason.BUSY,
            Reason.RATE_LIMITED,
            Reason.PEER_UNREACHABLE,
            Reason.DEADLINE_EXCEEDED,
            Reason.FILE_NOT_FOUND,
            Reason.CORRUPT_SOURCE);

    private final Intake intake;
    private final Permits permits;
    private final Arrivals arrivals;
    private final Engine engine;

    FetchRun(Intake intake, Permits permits, Arrivals arrivals, Engine engine) {
        this.intake = intake;
        this.permits = permits;
        this.arrivals = arrivals;
        this.engine = engine;
    }

    /**
     * What brings the bytes.
     *
     * @param lanes one thread a holder; owned by the caller
     * @param random where a download begins; safe for several threads
     */
    record Engine(Function<FetchJob, HolderSearch> holders, ExecutorService lanes, RandomGenerator random) {}

    /**
     * Returns when the file is in the share and the job is DONE. What is proven stays staged when it throws, but for
     * CANCELLED by the job and ALREADY_EXISTS: nobody will go on with that.
     *
     * @throws PeerException BUSY without a permit, or while another transfer brings the same; those of
     *     {@link Intake#present}, {@link Intake#stage}, {@link Download#run} and {@link Intake#commit}
     */
    void run(FetchJob job) {
        if (intake.present(job.name(), job.content(), false).isPresent()) {
            job.copied();
            discard(job);
            job.become(DownloadState.DONE);
            return;
        }
        Permits.Permit permit = permits.acquire(null, "download of '" + job.name() + "'");
        try (permit;
                StagedFile staged = intake.stage(job.name(), job.content())) {
            boolean named;
            // Others have its pieces until it is in the catalog; when it is discarded they no longer find it.
            Arrivals.Arrival arrival = arrivals.begin(job.name(), staged);
            try (arrival) {
                job.staged(staged.provenBytes());
                bytes(job, staged);
                named = name(job, staged);
            } catch (PeerException e) {
                if (job.cancelled() || e.reason() == Reason.ALREADY_EXISTS) {
                    staged.discard();
                }
                throw e;
            }
            if (!named) {
                staged.discard();
            }
            job.become(DownloadState.DONE);
        }
    }

    /** Whether the same run may go well later. A holder that lied is not asked again, but another may come. */
    static boolean mayPass(Reason failure) {
        return MAY_PASS.contains(failure);
    }

    /** Deletes what is staged of a download that does not run. */
    void discard(FetchJob job) {
        try {
            intake.discard(job.name(), job.content());
        } catch (PeerException e) {
            LOG.info("What was staged of '{}' is left until it is reclaimed: {}", job.name(), e.detail());
        }
    }

    private void bytes(FetchJob job, StagedFile staged) {
        if (staged.complete()) {
            return;
        }
        if (intake.copyInto(staged, () -> !job.cancelled())) {
            job.copied();
            return;
        }
        Download download = new Download(staged, List.of(), engine.holders().apply(job), engine.lanes(), job)
                .spread(engine.random());
        job.underWay(download);
        try {
            job.report(download.run());
        } finally {
            job.underWay(null);
        }
    }

    /** False when the name stands with the same content already. */
    private boolean name(FetchJob job, StagedFile staged) {
        if (!job.become(DownloadState.COMMITTING)) {
            throw new PeerException(Reason.CANCELLED, "the download was cancelled");
        }
        return intake.commit(staged, job.name(), false).outcome() != Stored.Outcome.ALREADY_PRESENT;
    }
}
