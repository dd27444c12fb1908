package io.parvada.transfer.plan;

import io.parvada.transfer.content.Pieces;
import java.time.Duration;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * Which lane asks for what. First the layer, by one lane; then runs of contiguous missing pieces, each lane the next one
 * when it is done with its last, so that a fast holder takes more by itself. Runs are long while much is missing (few
 * requests) and shrink to one piece towards the end (nobody waits long for the last). When nothing is free, an idle lane
 * takes the second half of the longest run; a last piece that another lane holds too long is asked for twice, and by one
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
    private final Endgame endgame = new Endgame(holds, supply);
    private RandomGenerator random; // null for a download that is not spread
    private int start;
    private int lanes;
    private final LayerTurn layer;
    private long provenBytes;

    /** @param lanes of holders that have all */
    public DownloadPlan(Pieces pieces, BitSet proven, boolean layerProven, int lanes) {
        this.pieces = pieces;
        this.proven = (BitSet) proven.clone();
        this.layer = new LayerTurn(layerProven, LAYER_GRACE);
        free.set(0, pieces.count());
        free.andNot(proven);
        this.provenBytes = proven.stream().mapToLong(pieces::length).sum();
        for (int lane = 0; lane < lanes; lane++) {
            join();
        }
    }

    /** Others fetch the same, and will be given what comes here: begins anywhere, not with the first piece. */
    public void spread(RandomGenerator by) {
        random = by;
        start = anywhere();
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
        lanes++;
    }

    private int joined() {
        holds.join();
        lanes++;
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

    private Step work(int lane, long now) {
        if (layer.proven()) {
            return nextPieces(lane, now);
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
        Holds.Held mine = holds.of(lane);
        return mine != null && mine.has(piece) && !proven.get(piece);
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

    /** The lane lets go of what it holds; what is not proven and no other lane holds is free again. */
    public void release(int lane) {
        Holds.Held mine = holds.letGo(lane);
        for (int p = mine == null ? 0 : mine.next; mine != null && p < mine.end; p++) {
            if (!proven.get(p) && holds.askers(p) == 0) {
                free.set(p);
            }
        }
        layer.release(lane);
    }

    /** As {@link #release}, and the lane will not come back: runs are cut for the others. */
    public void lost(int lane) {
        release(lane);
        holds.leave(lane);
        supply.leave(lane);
        lanes--;
    }

    public long provenBytes() {
        return provenBytes;
    }

    public boolean complete() {
        return proven.cardinality() == pieces.count();
    }

    private Step nextPieces(int lane, long now) {
        BitSet can = supply.of(lane, free);
        if (can.isEmpty()) {
            // Where a part is not missing others have more to do, and bring what they are at without help.
            return free.isEmpty() ? endgame.next(lane, now, swarming()) : new Wait(Long.MAX_VALUE);
        }
        long sooner = swarming() && supply.hasElsewhere(lane, can) ? holds.sooner(lane, can.cardinality(), now) : 0;
        if (sooner > 0) {
            return new Wait(sooner);
        }
        BitSet best = supply.rarest(can);
        int first = first(best);
        int end = Math.min(best.nextClearBit(first), first + runLength(lane));
        free.clear(first, end);
        supply.used(lane, now);
        return holds.hold(lane, first, end, now);
    }

    /** Whether others bring the same pieces to each other: what comes twice, somebody else has to wait for. */
    private boolean swarming() {
        return random != null || supply.anyPartial();
    }

    private int first(BitSet best) {
        int from = random == null ? 0 : supply.anyPartial() ? anywhere() : start;
        int first = best.nextSetBit(from);
        return first >= 0 ? first : best.nextSetBit(0);
    }

    private int anywhere() {
        return pieces.count() == 0 ? 0 : random.nextInt(pieces.count());
    }

    private int runLength(int lane) {
        int share = lanes <= 1 ? free.cardinality() : free.cardinality() / (2 * lanes);
        long most = swarming() ? holds.within(SHORT_RUN, lane, FIRST_RUN) : MAX_RUN;
        return (int) Math.max(1, Math.min(Math.min(MAX_RUN, most), share));
    }
}
