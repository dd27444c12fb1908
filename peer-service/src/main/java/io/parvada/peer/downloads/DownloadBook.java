package io.parvada.peer.downloads;

import io.parvada.peer.time.Timeline;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All downloads that this peer knows, over restarts: at most 256 that have not ended, and the last 200 that have, for a
 * week. Thread-safe.
 */
public final class DownloadBook {

    /** One page in order of time; next is null at the end. */
    public record Page(List<DownloadView> downloads, UUID next) {}

    static final int MOST_RUNNING = 256;
    static final int MOST_ENDED = 200;
    static final Duration REMEMBERED = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(DownloadBook.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final DownloadFiles files;
    private final Timeline timeline;

    // Both guarded by this.
    private final TreeMap<UUID, FetchJob> running = new TreeMap<>();
    private final TreeMap<UUID, DownloadView> ended = new TreeMap<>();

    /** Reads what the last run has left. */
    DownloadBook(DownloadFiles files, Timeline timeline) {
        this.files = files;
        this.timeline = timeline;
        for (DownloadView known : files.load()) {
            if (known.state().ended()) {
                ended.put(known.id(), known);
            } else {
                FetchJob job = FetchJob.resumed(known, timeline);
                job.onBan(this::noteBan);
                running.put(job.id(), job);
            }
        }
        forgetOld();
    }

    /** In the order in which they were asked for. */
    synchronized List<FetchJob> running() {
        return List.copyOf(running.values());
    }

    /** @throws PeerException BUSY with Retry-After */
    synchronized void refuseIfFull() {
        if (running.size() >= MOST_RUNNING) {
            throw PeerException.retryAfter(
                    Reason.BUSY, MOST_RUNNING + " downloads wait or run, which is all", RETRY_AFTER);
        }
    }

    /**
     * Notes a new one, durably. The one that brings the same content to the same name, where there is one, stands for it.
     *
     * @throws PeerException BUSY; ALREADY_EXISTS when other content is on its way to the name; STORAGE_FAILURE
     */
    synchronized FetchJob add(FetchJob job) {
        for (FetchJob other : running.values()) {
            if (other.name().equals(job.name()) && other.content().equals(job.content())) {
                return other;
            }
            if (other.name().equals(job.name())) {
                throw new PeerException(
                        Reason.ALREADY_EXISTS,
                        "download " + other.id() + " is bringing other content to '" + job.name() + "'");
            }
        }
        refuseIfFull();
        files.save(job.view());
        job.onBan(this::noteBan);
        running.put(job.id(), job);
        return job;
    }

    /** As if it had never been added; one that cannot be erased is there again after a restart. */
    synchronized void withdraw(FetchJob job) {
        running.remove(job.id());
        try {
            files.delete(job.id());
        } catch (PeerException e) {
            LOG.warn("Download {} was refused and cannot be erased: {}", job.id(), e.detail());
        }
    }

    /**
     * Durably, what a restart must know of one that has not ended; nothing if it has.
     *
     * @throws PeerException STORAGE_FAILURE
     */
    synchronized void note(FetchJob job) {
        if (running.get(job.id()) == job) {
            files.save(job.kept());
        }
    }

    /** Null when it has ended, or is not known. */
    synchronized FetchJob job(UUID id) {
        return running.get(id);
    }

    /** @throws PeerException TRANSFER_NOT_FOUND */
    synchronized DownloadView find(UUID id) {
        FetchJob job = running.get(id);
        return job == null ? known(id) : job.view();
    }

    /** @throws PeerException TRANSFER_NOT_FOUND */
    synchronized Downloads.Watch watch(UUID id) {
        FetchJob job = running.get(id);
        if (job != null) {
            return job.watch();
        }
        DownloadView end = known(id);
        return atMost -> end;
    }

    synchronized Page page(UUID after, int limit) {
        List<DownloadView> all = Stream.concat(running.values().stream().map(FetchJob::view), ended.values().stream())
                .filter(each -> after == null || each.id().compareTo(after) > 0)
                .sorted(Comparator.comparing(DownloadView::id))
                .toList();
        return all.size() <= limit
                ? new Page(all, null)
                : new Page(all.subList(0, limit), all.get(limit - 1).id());
    }

    /** Its end is noted; one that cannot be noted runs again after a restart, and finds what it has brought. */
    synchronized void ended(FetchJob job) {
        DownloadView end = job.view();
        if (running.remove(job.id()) == null) {
            return;
        }
        ended.put(end.id(), end);
        try {
            files.save(end);
            forgetOld();
        } catch (PeerException e) {
            LOG.warn("The end of download {} is not noted: {}", end.id(), e.detail());
        }
    }

    /** @throws PeerException TRANSFER_NOT_FOUND, STORAGE_FAILURE */
    synchronized void forget(UUID id) {
        known(id);
        files.delete(id);
        ended.remove(id);
    }

    private void noteBan(FetchJob job) {
        try {
            note(job);
        } catch (PeerException e) {
            LOG.warn("That a holder lied to download {} is not noted: {}", job.id(), e.detail());
        }
    }

    private DownloadView known(UUID id) {
        DownloadView end = ended.get(id);
        if (end == null) {
            throw new PeerException(Reason.TRANSFER_NOT_FOUND, "no download has the id " + id);
        }
        return end;
    }

    private void forgetOld() {
        Instant before = timeline.now().minus(REMEMBERED);
        List<UUID> old = new ArrayList<>(ended.keySet());
        int tooMany = old.size() - MOST_ENDED;
        for (UUID id : old) {
            Instant endedAt = ended.get(id).endedAt();
            if (tooMany-- > 0 || endedAt == null || endedAt.isBefore(before)) {
                forget(id);
            }
        }
    }
}
