package io.parvada.transfer.plan;

import io.parvada.transfer.content.Pieces;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which lane asks for what. First the layer, by one lane; then runs of contiguous missing pieces, each lane the next one
 * when it is done with its last, so that a fast holder takes more by itself. Runs are long while much is missing (few
 * requests) and shrink to one piece towards the end (nobody waits long for the last). Before a lane has read all that it
 * asked for it may ask for more ({@link #ahead}), so that its link does not idle for a round trip. When nothing is free, an
 * idle lane takes half of what the busiest has left; a last piece that another lane holds too long is asked for twice, and by one
 * more lane after each {@link #PIECE_LIMIT}. So a frozen holder delays the end by {@link #PIECE_GRACE}, not by its
 * time-out, and n that send a byte now and then, which never time out, by (n - 1) × {@link #PIECE_LIMIT}.
 *
 * <p>A lane whose holder has a part ({@link Supply}) is given pieces of that part alone, and waits while none of them is
 * missing. With such a holder, what the fewest have goes first, and where the download is {@link #spread} each run
 * begins at random, so that those who fetch the same bring different pieces and can give them to each other.
 *
 * <p>Pure: no clock, no lock, no thread; {@code Board} guards it. Lanes are numbers from 0.
 */
public final class DownloadPlan {

    /** Pieces in a run ≤ missing / (2 × lanes), 1 to 16: guided self-scheduling, 16 MiB a request at most. */
    static final int MAX_RUN = 16;

    /** Where others want the same, a run is what a lane brings in so long: meanwhile they may have more of it to give. */
    static final Duration SHORT_RUN = Duration.ofSeconds(1);

    /** Such a run as long as the lane's pace is not known. */
    static final int FIRST_RUN = 1;

    /** A piece at which a lane has made no progress for so long may be asked for once more, by another lane. */
    static final Duration PIECE_GRACE = Duration.ofMillis(300);

    /** A piece that two lanes or more have held for so long may be asked for by one more: 4 s a MB, as one is 1 MiB at most. */
    public static final Duration PIECE_LIMIT = Duration.ofSeconds(4);

    /** After so long another lane starts the layer anew; doubled each time, so that slow holders do not go in circles. */
    static final Duration LAYER_GRACE = Duration.ofSeconds(1);

    /** A lane's requests under way, of which it reads the first. */
    static final int MOST_RUNS = 4;

    /**
     * A lane asks for more when what it has asked for comes in so long: more than a round trip and the time in which a
     * holder finds and opens the file. Not sooner, as what lies unread somebody else could have brought.
     */
    static final Duration AHEAD = Duration.ofSeconds(1);

    /**
     * Pieces under way in several requests that are not read yet; a single one may be of any length, as the holder is held
     * back after as much. It bounds the memory a lane, and what is thrown away when another lane takes it over.
     */
    static final int MOST_UNREAD = 4;

    public sealed interface Step {}

    /** Fetch the layer. */
    record Layer() implements Step {}

    /** Fetch the pieces first (inclusive) to end (exclusive). */
    public record Run(int first, int end) implements Step {}

    /** Ask the holder what it has. */
    public record Ask() implements Step {}

    /** The holder has had nothing that is missing for long: let it go. */
    public record Leave() implements Step {}

    /** Nothing to do until something changes, or for so long. */
    public record Wait(long nanos) implements Step {}

    private final Pieces pieces;
    private final BitSet proven;
    private final BitSet free = new BitSet();
    private final Holds holds = new Holds();
    private final Supply supply = new Supply();
    private final Handout handout;
    private final LayerTurn layer;
    private long provenBytes;

    /** @param lanes of holders that have all */
    public DownloadPlan(Pieces pieces, BitSet proven, boolean layerProven, int lanes) {
        this.pieces = pieces;
        this.proven = (BitSet) proven.clone();
        this.layer = new LayerTurn(layerProven, LAYER_GRACE);
        free.set(0, pieces.count());
        free.andNot(proven);
        this.handout = new Handout(pieces.count(), free, holds, supply);
        this.provenBytes = proven.stream().mapToLong(pieces::length).sum();
        for (int lane = 0; lane < lanes; lane++) {
            join();
        }
    }

    /** Others fetch the same, and will be given what comes here: begins anywhere, not with the first piece. */
    public void spread(RandomGenerator by) {
        handout.spread(by);
    }

    /** One more lane, of a holder that has all; its number. */
    int join() {
        supply.joinWhole();
        return joined();
    }

    /** One more lane, of a holder that has a part; its number. */
    int joinPartial(long now) {
        supply.joinPartial(now);
        return joined();
    }

    /** A holder takes this lane: the next one, or its own that was lost. */
    public void join(int lane, boolean partial, long now) {
        if (lane == holds.lanes()) {
            holds.join();
            supply.joinWhole();
        }
        supply.rejoin(lane, partial, now);
        handout.joined();
    }

    private int joined() {
        holds.join();
        handout.joined();
        return holds.lanes() - 1;
    }

    /** What the lane, which holds nothing now, does next. @param now of a clock in nanoseconds */
    public Step next(int lane, long now) {
        if (!supply.partial(lane)) {
            return work(lane, now);
        }
        long due = supply.dueIn(lane, now);
        if (due <= 0) {
            return supply.useless(lane, now) ? new Leave() : new Ask();
        }
        Step step = supply.hasLayer(lane) ? work(lane, now) : new Wait(due);
        return step instanceof Wait wait ? new Wait(Math.min(due, wait.nanos())) : step;
    }

    /**
     * What the lane, which is at something, asks for besides; empty when it has asked for enough, or has something else to
     * do first.
     */
    public Optional<Run> ahead(int lane, long now) {
        boolean asksFirst = supply.partial(lane) && supply.dueIn(lane, now) <= 0;
        return asksFirst ? Optional.empty() : handout.ahead(lane, now);
    }

    private Step work(int lane, long now) {
        if (layer.proven()) {
            return handout.next(lane, now);
        }
        long wait = layer.take(lane, now);
        return wait == 0 ? new Layer() : new Wait(wait);
    }

    /** What the lane's holder, which is partial, has now. True if that is all, so that it is partial no longer. */
    public boolean available(int lane, BitSet has, long now) {
        boolean whole = has.cardinality() == pieces.count();
        if (whole) {
            supply.whole(lane);
        } else {
            BitSet missing = (BitSet) proven.clone();
            missing.flip(0, pieces.count());
            supply.has(lane, has, missing, now);
        }
        return whole;
    }

    /** What the lane's holder said that it has does not hold: the lane asks again before it does anything else. */
    public void doubt(int lane, long now) {
        supply.doubt(lane, now);
    }

    /** Whether the lane should still take this piece: it may have been proven, or handed to another lane, meanwhile. */
    public boolean wants(int lane, int piece) {
        return holds.has(lane, piece) && !proven.get(piece);
    }

    /** Whether the lane is the one that fetches the layer. */
    public boolean wantsLayer(int lane) {
        return layer.isOf(lane);
    }

    public void layerProven() {
        layer.prove();
    }

    /** A piece is proven and written; false if it was before. */
    public boolean proven(int lane, int piece, long now) {
        boolean fresh = !proven.get(piece);
        if (fresh) {
            proven.set(piece);
            free.clear(piece);
            provenBytes += pieces.length(piece);
        }
        holds.skip(proven);
        holds.came(lane, now);
        return fresh;
    }

    /** The lane is through with the first that it holds: what of it is not proven and no other lane holds is free again. */
    public void done(int lane, long now) {
        free(holds.done(lane, now));
        layer.release(lane);
    }

    /** The lane lets go of all that it holds, likewise. */
    public void release(int lane) {
        free(holds.letGo(lane));
        layer.release(lane);
    }

    private void free(List<Holds.Held> runs) {
        for (Holds.Held run : runs) {
            for (int piece = run.next; piece < run.end; piece++) {
                if (!proven.get(piece) && holds.askers(piece) == 0) {
                    free.set(piece);
                }
            }
        }
    }

    /** As {@link #release}, and the lane will not come back: runs are cut for the others. */
    public void lost(int lane) {
        release(lane);
        holds.leave(lane);
        supply.leave(lane);
        handout.left();
    }

    public long provenBytes() {
        return provenBytes;
    }

    public boolean complete() {
        return proven.cardinality() == pieces.count();
    }
}
