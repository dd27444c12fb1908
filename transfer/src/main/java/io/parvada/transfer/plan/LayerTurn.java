package io.parvada.transfer.plan;

import java.time.Duration;

/** Which lane fetches the layer: one, and another when that takes too long. Pure; the plan's, as are its lanes and clock. */
final class LayerTurn {

    private static final int NOBODY = -1;

    private boolean proven;
    private int lane = NOBODY;
    private long since;
    private long grace;

    /** @param grace after so long another lane starts anew; doubled each time */
    LayerTurn(boolean proven, Duration grace) {
        this.proven = proven;
        this.grace = grace.toNanos();
    }

    boolean proven() {
        return proven;
    }

    void prove() {
        proven = true;
        lane = NOBODY;
    }

    /** 0 when the lane has the turn now; else after how many nanoseconds it may. */
    long take(int by, long now) {
        if (lane != NOBODY) {
            long left = grace - (now - since);
            if (left > 0) {
                return left;
            }
            grace *= 2;
        }
        lane = by;
        since = now;
        return 0;
    }

    boolean isOf(int other) {
        return lane == other;
    }

    void release(int by) {
        if (lane == by) {
            lane = NOBODY;
        }
    }
}
