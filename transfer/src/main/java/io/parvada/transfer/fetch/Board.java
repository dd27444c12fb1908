package io.parvada.transfer.fetch;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.plan.DownloadPlan;
import io.parvada.transfer.storage.StagedFile;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Where the lanes of one download meet: guards the plan and the holders' parts, wakes who waits, and tells the listener
 * (under its monitor, so that it sees one thing after the other). Thread-safe.
 */
final class Board {

    private final StagedFile staged;
    private final LongSupplier nanos;

    // All guarded by this.
    private final Roster roster;
    private final DownloadPlan plan;
    private final Ledger ledger;
    private Searches searches; // null when nobody is searched for
    private boolean over;
    private PeerException failure;

    Board(StagedFile staged, List<String> holders, DownloadListener listener, LongSupplier nanos) {
        this.staged = staged;
        this.nanos = nanos;
        this.roster = new Roster(holders);
        this.plan = new DownloadPlan(staged.pieces(), staged.provenPieces(), staged.layerProven(), holders.size());
        this.ledger = new Ledger(roster, staged.content(), listener, plan.provenBytes());
        this.over = plan.complete();
    }

    /** The lane's thread has begun; false if there is nothing left to do. */
    synchronized boolean begin(int lane) {
        return !over && roster.begin(lane, nanos.getAsLong());
    }

    /** The lane's thread is at its end. */
    synchronized void end(int lane) {
        HolderPart part = roster.part(lane);
        if (searches != null && part.gave && !part.partial) {
            searches.gone();
        }
        roster.end(lane);
        over |= searches == null && roster.remaining() == 0;
        notifyAll();
    }

    /** Before it begins: others fetch the same. */
    synchronized void spread(RandomGenerator random) {
        plan.spread(random);
    }

    /** From now on the download does not end with its last holder, but when none was found for so long. */
    synchronized void searchFor(Duration patience) {
        searches = new Searches(patience, nanos.getAsLong());
    }

    /** Blocks until further holders should be searched for; false when the download is over. */
    synchronized boolean awaitSearch() throws InterruptedException {
        while (!over) {
            long now = nanos.getAsLong();
            long due = searches.dueIn(roster.whole(), roster.partial(), now);
            long hopeless = searches.hopelessIn(roster.whole(), roster.partial(), now);
            if (hopeless <= 0) {
                over = true;
                notifyAll();
            } else if (due <= 0) {
                searches.searched(roster.whole(), roster.partial(), now);
                return true;
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(due, hopeless));
            }
        }
        return false;
    }

    /** Blocks until the search, whose end is told by {@link #wake}, has ended; false when the download is over before. */
    synchronized boolean await(Future<?> search) throws InterruptedException {
        while (!over && !search.isDone()) {
            wait();
        }
        return !over;
    }

    synchronized void wake() {
        notifyAll();
    }

    /** The lane of a holder that was found meanwhile; empty if it is not wanted: in use, blamed before, or all is over. */
    synchronized OptionalInt join(String holder, boolean partial) {
        long now = nanos.getAsLong();
        OptionalInt lane = over ? OptionalInt.empty() : roster.join(holder, partial, now);
        if (lane.isPresent()) {
            ledger.joined(holder);
            plan.join(lane.getAsInt(), partial, now);
        }
        return lane;
    }

    /** What the lane's holder, who had a part when it was last asked, has now. */
    synchronized void available(int lane, BitSet pieces) {
        if (plan.available(lane, pieces, nanos.getAsLong())) {
            roster.part(lane).partial = false;
        }
        notifyAll();
    }

    /** The lane's holder, who had a part when it was found, does not have what it said. */
    synchronized void doubt(int lane) {
        plan.doubt(lane, nanos.getAsLong());
        roster.part(lane).partial = true;
    }

    /** Blocks until there is work for the lane; empty when the download is over. */
    synchronized Optional<DownloadPlan.Step> next(int lane) throws InterruptedException {
        while (!over) {
            DownloadPlan.Step step = plan.next(lane, nanos.getAsLong());
            if (!(step instanceof DownloadPlan.Wait wait)) {
                return Optional.of(step);
            }
            TimeUnit.NANOSECONDS.timedWait(this, wait.nanos());
        }
        return Optional.empty();
    }

    synchronized boolean wants(int lane, int piece) {
        return !over && plan.wants(lane, piece);
    }

    synchronized void received(long bytes) {
        ledger.received(bytes);
    }

    synchronized void proven(int lane, int piece) {
        roster.part(lane).failure = null;
        roster.part(lane).gave = true;
        roster.gained(lane, nanos.getAsLong());
        if (plan.proven(lane, piece, nanos.getAsLong())) {
            if (searches != null) {
                searches.gained(nanos.getAsLong());
            }
            ledger.brought(lane, staged.pieces().length(piece), plan.provenBytes());
        }
        over |= plan.complete();
        notifyAll();
    }

    synchronized void wrong(int lane, int piece) {
        ledger.wrong(lane, piece);
    }

    /**
     * The next hashes of the layer, unless another lane has taken it over meanwhile: then false. Under the monitor, as only
     * one lane at a time may write the layer and no other has anything to do before it is proven.
     */
    synchronized boolean layer(int lane, long first, ByteBuffer hashes) {
        if (over || !plan.wantsLayer(lane)) {
            return false;
        }
        staged.layer(Math.toIntExact(first), hashes);
        return true;
    }

    /** The layer has come whole. @throws PeerException CORRUPT_SOURCE */
    synchronized void proveLayer(int lane) {
        if (plan.wantsLayer(lane)) {
            staged.proveLayer();
            plan.layerProven();
            notifyAll();
        }
    }

    /** What the lane, which is at something, asks for besides. */
    synchronized Optional<DownloadPlan.Run> ahead(int lane) {
        return over ? Optional.empty() : plan.ahead(lane, nanos.getAsLong());
    }

    /** The lane is through with the first that it was given. */
    synchronized void done(int lane) {
        plan.done(lane, nanos.getAsLong());
        notifyAll();
    }

    /** The lane's holder is to be asked again after a time; returns then, or when the download is over. */
    synchronized void pause(int lane, PeerException why, Duration time) throws InterruptedException {
        plan.release(lane);
        notifyAll();
        ledger.waiting(lane, why);
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); !over && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** The lane's holder is given up for this file. */
    synchronized void lost(int lane, PeerException why) {
        plan.lost(lane);
        notifyAll();
        ledger.lost(lane, why, over);
    }

    /** Ends the download; the first reason counts, and none after it is complete. */
    synchronized void abort(PeerException why) {
        if (!over) {
            failure = why;
            over = true;
            notifyAll();
        }
    }

    synchronized boolean isOver() {
        return over;
    }

    synchronized void awaitOver() throws InterruptedException {
        while (!over) {
            wait();
        }
    }

    /** Waits for the lanes that run; those that have not begun never will. Only when over, and their calls and dials cancelled. */
    synchronized void awaitLanes() {
        boolean interrupted = false;
        while (roster.anyRuns()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        roster.endAll();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws PeerException why it ended, unless it is complete */
    synchronized DownloadReport outcome() {
        if (plan.complete()) {
            return ledger.report();
        }
        throw failure != null ? failure : roster.noneLeft();
    }
}
