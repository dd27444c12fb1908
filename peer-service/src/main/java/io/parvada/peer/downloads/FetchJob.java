package io.parvada.peer.downloads;

import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.pace.Rate;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.fetch.Download;
import io.parvada.transfer.fetch.DownloadListener;
import io.parvada.transfer.fetch.DownloadReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One download from the moment it is asked for until it is forgotten: its state, and what its runs have come to. Watchers
 * look at it and keep nothing in it, so a slow one costs nothing. Thread-safe; all state is guarded by this.
 */
final class FetchJob implements DownloadListener {

    private final UUID id;
    private final FileName name;
    private final ContentId content;
    private final Instant createdAt;
    private final Timeline timeline;
    private final HolderTable holders = new HolderTable();
    private final Rate rate = new Rate();
    private DownloadState state = DownloadState.QUEUED;
    private long changes;
    private long provenBytes;
    private long receivedBytes;
    private boolean alreadyPresent;
    private boolean cancelled;
    private Consumer<FetchJob> banned = job -> {};
    private Download underWay;
    private Instant lastGain; // null before the first run
    private Instant endedAt;
    private PeerException failure;

    FetchJob(UUID id, FileName name, ContentId content, Instant createdAt, Timeline timeline) {
        this.id = id;
        this.name = name;
        this.content = content;
        this.createdAt = createdAt;
        this.timeline = timeline;
    }

    /** One of an earlier run of this peer, in its turn again; who lied to it then is not asked. */
    static FetchJob resumed(DownloadView known, Timeline timeline) {
        FetchJob job = new FetchJob(known.id(), known.name(), known.content(), known.createdAt(), timeline);
        job.holders.resume(known.holders());
        return job;
    }

    /** Told each time a holder is banned, by a thread of the download that waits for it. */
    synchronized void onBan(Consumer<FetchJob> told) {
        banned = told;
    }

    UUID id() {
        return id;
    }

    FileName name() {
        return name;
    }

    ContentId content() {
        return content;
    }

    synchronized boolean ended() {
        return state.ended();
    }

    /** False where the table of states forbids it; then nothing changes. */
    synchronized boolean become(DownloadState to) {
        return become(to, null);
    }

    /** @param why it waits or has failed; null otherwise */
    synchronized boolean become(DownloadState to, PeerException why) {
        if (!state.mayBecome(to) || (to == DownloadState.COMMITTING && cancelled)) {
            return false;
        }
        if (to == DownloadState.RUNNING && lastGain == null) {
            lastGain = timeline.now();
        }
        state = to;
        failure = why;
        endedAt = to.ended() ? timeline.now() : null;
        changes++;
        notifyAll();
        return true;
    }

    /** The state that was met; a run that is under way ends soon. */
    DownloadState cancel() {
        DownloadState met;
        Download running;
        synchronized (this) {
            met = state;
            running = underWay;
            cancelled |= !met.ended() && met != DownloadState.COMMITTING;
            if (met == DownloadState.QUEUED || met == DownloadState.WAITING) {
                become(DownloadState.CANCELLED);
            }
        }
        // Outside of the monitor, as the download calls its listener, this, under a monitor of its own.
        if (running != null) {
            running.cancel();
        }
        return met;
    }

    /** What ends when this is cancelled; null when nothing runs. */
    void underWay(Download download) {
        synchronized (this) {
            underWay = download;
            if (!cancelled || download == null) {
                return;
            }
        }
        download.cancel();
    }

    synchronized boolean cancelled() {
        return cancelled;
    }

    /** How long nothing has been proven, since its first run in this process. */
    synchronized Duration fruitless() {
        return lastGain == null ? Duration.ZERO : Duration.between(lastGain, timeline.now());
    }

    /** Before {@link #next} for what one search has found. */
    synchronized void found() {
        holders.found();
    }

    /** Of those that a search has found, whom to ask, as {@link HolderTable#next}. */
    synchronized List<HolderTable.Candidate> next(List<Peer> found, Function<PeerId, Optional<Peer>> met, int most) {
        return holders.next(found, met, most);
    }

    /** What a run begins with. */
    synchronized void staged(long proven) {
        provenBytes = proven;
        holders.begin();
    }

    synchronized void copied() {
        alreadyPresent = true;
        provenBytes = content.sizeBytes();
    }

    synchronized void report(DownloadReport report) {
        receivedBytes += report.receivedBytes();
    }

    @Override
    public synchronized void progress(long proven, long total) {
        provenBytes = proven;
        lastGain = timeline.now();
    }

    @Override
    public synchronized void proven(String holder, int bytes) {
        holders.of(holder).ifPresent(each -> each.proven(bytes));
    }

    @Override
    public synchronized void wrong(String holder, int piece) {
        holders.of(holder).ifPresent(each -> each.wrong(piece));
    }

    @Override
    public synchronized void holderJoined(String holder) {
        holders.joined(holder);
    }

    @Override
    public void holderLost(String holder, PeerException why) {
        Consumer<FetchJob> told;
        synchronized (this) {
            holders.lost(holder, why);
            told = banned;
        }
        // Outside of the monitor: whoever notes it looks at this under a monitor of its own.
        if (why.wrongBytes()) {
            told.accept(this);
        }
    }

    @Override
    public synchronized void waiting(String holder, PeerException why) {
        holders.of(holder).ifPresent(each -> each.failed(why));
    }

    synchronized DownloadView view() {
        boolean running = state == DownloadState.RUNNING;
        Instant now = timeline.now();
        return new DownloadView(
                id,
                name,
                content.sizeBytes(),
                content.root(),
                state,
                createdAt,
                endedAt,
                provenBytes,
                receivedBytes,
                running ? rate.at(provenBytes, now) : 0,
                holders.view(now, running),
                alreadyPresent,
                failure == null ? null : failure.reason(),
                failure == null ? null : failure.detail());
    }

    /** As it is to be after a restart: one that is cancelled has ended by then. */
    synchronized DownloadView kept() {
        return cancelled && !state.ended() ? view().cancelled(timeline.now()) : view();
    }

    /** Looks again after {@code atMost}, or as soon as the state is another than the watcher saw. One watcher's. */
    Downloads.Watch watch() {
        return new Downloads.Watch() {
            private long seen = -1;

            @Override
            public DownloadView next(Duration atMost) throws InterruptedException {
                synchronized (FetchJob.this) {
                    long end = System.nanoTime() + atMost.toNanos();
                    for (long left = atMost.toNanos(); changes == seen && left > 0; left = end - System.nanoTime()) {
                        TimeUnit.NANOSECONDS.timedWait(FetchJob.this, left);
                    }
                    seen = changes;
                    return view();
                }
            }
        };
    }
}
