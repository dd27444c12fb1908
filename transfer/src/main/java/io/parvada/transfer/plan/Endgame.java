package io.parvada.transfer.plan;

import io.parvada.transfer.plan.DownloadPlan.Step;
import io.parvada.transfer.plan.DownloadPlan.Wait;

/**
 * What an idle lane does while everything that is missing is being brought by others: takes over half of what the busiest
 * has left, from the end of its last run, or asks once more for a piece that takes too long, each only if its holder has
 * it. Pure; the plan's.
 */
final class Endgame {

    private final Holds holds;
    private final Supply supply;

    Endgame(Holds holds, Supply supply) {
        this.holds = holds;
        this.supply = supply;
    }

    /** @param swarming whether what is asked for twice costs somebody else */
    Step next(int lane, long now, boolean swarming) {
        int busiest = holds.busiestOfOthers(lane);
        if (busiest < 0) {
            return again(lane, now, swarming);
        }
        Holds.Held last = holds.last(busiest);
        int middle = Math.max(last.next, last.end - holds.left(busiest) / 2);
        if (!supply.has(lane, middle, last.end)) {
            return again(lane, now, swarming);
        }
        long sooner = swarming ? holds.soonerBy(busiest, lane, now) : 0;
        if (sooner > 0) {
            return new Wait(sooner);
        }
        int end = last.end;
        last.end = middle;
        return hold(lane, middle, end, now);
    }

    private Step again(int lane, long now, boolean swarming) {
        long wait = Long.MAX_VALUE;
        for (int other = 0; other < holds.lanes(); other++) {
            for (Holds.Held each : holds.of(other)) {
                if (each.left() == 1 && supply.has(lane, each.next, each.end)) {
                    long left = grace(other, each.next, swarming) - (now - holds.lastAsked(each.next));
                    if (left <= 0) {
                        return hold(lane, each.next, each.end, now);
                    }
                    wait = Math.min(wait, left);
                }
            }
        }
        return new Wait(wait);
    }

    private Step hold(int lane, int first, int end, long now) {
        supply.used(lane, now);
        return holds.hold(lane, first, end, now);
    }

    private long grace(int holder, int piece, boolean swarming) {
        long limit = DownloadPlan.PIECE_LIMIT.toNanos();
        if (holds.askers(piece) > 1) {
            return limit;
        }
        long usual = swarming ? 2 * holds.pace(holder) : 0;
        return Math.max(DownloadPlan.PIECE_GRACE.toNanos(), Math.min(limit, usual));
    }
}
