package io.parvada.transfer.plan;

import io.parvada.transfer.plan.DownloadPlan.Run;
import io.parvada.transfer.plan.DownloadPlan.Step;
import io.parvada.transfer.plan.DownloadPlan.Wait;
import java.util.BitSet;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Cuts runs out of the pieces that nobody has been asked for, and gives them to lanes. Pure; the plan's. */
final class Handout {

    private final int count;
    private final BitSet free;
    private final Holds holds;
    private final Supply supply;
    private final Endgame endgame;
    private RandomGenerator random; // null for a download that is not spread
    private int start;
    private int lanes;

    /** @param free the plan's own; what is handed out is cleared in it */
    Handout(int count, BitSet free, Holds holds, Supply supply) {
        this.count = count;
        this.free = free;
        this.holds = holds;
        this.supply = supply;
        this.endgame = new Endgame(holds, supply);
    }

    void spread(RandomGenerator by) {
        random = by;
        start = anywhere();
    }

    void joined() {
        lanes++;
    }

    void left() {
        lanes--;
    }

    /** For a lane that is at nothing. */
    Step next(int lane, long now) {
        BitSet can = supply.of(lane, free);
        if (can.isEmpty()) {
            // Where a part is not missing others have more to do, and bring what they are at without help.
            return free.isEmpty() ? endgame.next(lane, now, swarming()) : new Wait(Long.MAX_VALUE);
        }
        long sooner = swarming() && supply.hasElsewhere(lane, can) ? holds.sooner(lane, can.cardinality(), now) : 0;
        return sooner > 0 ? new Wait(sooner) : cut(lane, can, now);
    }

    /** For a lane that is at something: only what is free, and only soon before it would be at nothing. */
    Optional<Run> ahead(int lane, long now) {
        BitSet can = mayAskAhead(lane) ? supply.of(lane, free) : new BitSet();
        if (can.isEmpty()) {
            return Optional.empty();
        }
        boolean leaves =
                swarming() && supply.hasElsewhere(lane, can) && holds.othersAreFaster(lane, can.cardinality(), now);
        return leaves ? Optional.empty() : Optional.of(cut(lane, can, now));
    }

    private boolean mayAskAhead(int lane) {
        // Of a lane that takes longer for a piece the link idles for a small part of it; two requests at half its speed
        // each may be too slow for the holder.
        boolean slow = holds.within(DownloadPlan.PIECE_LIMIT, lane, 0) == 0;
        long soon = Math.max(1, Math.min(DownloadPlan.MAX_RUN / 2, holds.within(DownloadPlan.AHEAD, lane, 0)));
        if (slow || holds.left(lane) > soon || holds.runs(lane) >= DownloadPlan.MOST_RUNS) {
            return false;
        }
        int unread = holds.unread(lane);
        return unread == 0 || unread + runLength(lane) <= DownloadPlan.MOST_UNREAD;
    }

    private Run cut(int lane, BitSet can, long now) {
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
        return count == 0 ? 0 : random.nextInt(count);
    }

    private int runLength(int lane) {
        int share = lanes <= 1 ? free.cardinality() : free.cardinality() / (2 * lanes);
        long most =
                swarming() ? holds.within(DownloadPlan.SHORT_RUN, lane, DownloadPlan.FIRST_RUN) : DownloadPlan.MAX_RUN;
        return (int) Math.max(1, Math.min(Math.min(DownloadPlan.MAX_RUN, most), share));
    }
}
