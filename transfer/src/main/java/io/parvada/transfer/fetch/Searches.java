package io.parvada.transfer.fetch;

import java.time.Duration;

/**
 * When a download searches for further holders: while it has fewer than two, 1 s after the last search, then 2 s, 4 s, to
 * every 30 s; at once when the last holder goes after it has given something. Pure; the board guards it. Times are of a
 * clock in nanoseconds.
 */
final class Searches {

    static final int FEW = 2;
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final int DOUBLINGS = 5;

    private final long patience;
    private int inARow;
    private long lastSearch;
    private long lastGain;
    private boolean gained;

    Searches(Duration patience, long now) {
        this.patience = patience.toNanos();
        this.lastGain = now;
    }

    /** Bytes were proven. */
    void gained(long now) {
        lastGain = now;
        gained = true;
    }

    void searched(int holders, long now) {
        inARow = startsAnew(holders) ? 1 : inARow + 1;
        lastSearch = now;
        gained = false;
    }

    /** How long until the next search; none is due sooner unless something changes. */
    long dueIn(int holders, long now) {
        if (holders >= FEW) {
            return Long.MAX_VALUE;
        }
        if (startsAnew(holders) || inARow == 0) {
            return 0;
        }
        long pause = Math.min(FIRST.toNanos() << Math.min(inARow - 1, DOUBLINGS), LONGEST.toNanos());
        return lastSearch + pause - now;
    }

    /** How long until waiting for a holder makes no sense any more; 0 or less: now. */
    long hopelessIn(int holders, long now) {
        return holders > 0 || inARow == 0 || gained ? Long.MAX_VALUE : lastGain + patience - now;
    }

    private boolean startsAnew(int holders) {
        return holders == 0 && gained;
    }
}
