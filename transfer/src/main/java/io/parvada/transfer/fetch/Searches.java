package io.parvada.transfer.fetch;

import java.time.Duration;

/**
 * When a download searches for further holders: 1 s after the last search, then 2 s, 4 s, to every 30 s, but not more
 * often than every 4 s while it has two that have all; when one of these goes after it gave something, and fewer than two
 * are left, at once, or 1 s after the last search: one that gives a piece and fails each time is not joined in a circle.
 * Those who have a part do not count, as they may have nothing more to give: a download that has only them is over when
 * nothing was proven for as long as it has patience, and for 10 s at least. Pure; the board guards it. Times are of a
 * clock in nanoseconds.
 */
final class Searches {

    static final int FEW = 2;
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    /** A download that has enough holders, and is over by then, searches for nobody. */
    static final Duration AMPLE = Duration.ofSeconds(4);

    /** For those who have a part, which may be getting more of it themselves. */
    static final Duration FOR_PARTS = Duration.ofSeconds(10);

    private static final int DOUBLINGS = 5;

    private final long patience;
    private int inARow;
    private int wholeAtSearch;
    private long lastSearch;
    private long lastGain;
    private boolean gained;
    private boolean oneGone;

    Searches(Duration patience, long now) {
        this.patience = patience.toNanos();
        this.lastGain = now;
        this.lastSearch = now;
    }

    /** One that had all, and gave something, has gone. */
    void gone() {
        oneGone = true;
    }

    /** Bytes were proven. */
    void gained(long now) {
        lastGain = now;
        gained = true;
    }

    void searched(int whole, int partial, long now) {
        inARow = startsAnew(whole, partial) ? 1 : inARow + 1;
        wholeAtSearch = whole;
        lastSearch = now;
        gained = false;
        oneGone = false;
    }

    /** How long until the next search; none is due sooner unless something changes. */
    long dueIn(int whole, int partial, long now) {
        boolean enough = whole >= FEW;
        if (inARow == 0 && !enough) {
            return 0;
        }
        if (startsAnew(whole, partial)) {
            return lastSearch + FIRST.toNanos() - now;
        }
        long pause = Math.min(FIRST.toNanos() << Math.min(Math.max(0, inARow - 1), DOUBLINGS), LONGEST.toNanos());
        return lastSearch + (enough ? Math.max(pause, AMPLE.toNanos()) : pause) - now;
    }

    /** How long until waiting for a holder makes no sense any more; 0 or less: now. */
    long hopelessIn(int whole, int partial, long now) {
        if (whole > 0 || inARow == 0 || gained) {
            return Long.MAX_VALUE;
        }
        return lastGain + (partial > 0 ? Math.max(patience, FOR_PARTS.toNanos()) : patience) - now;
    }

    // While those who have a part go on giving, each gain must not be a search: only if one who had all has gone.
    private boolean startsAnew(int whole, int partial) {
        if (whole > 0) {
            return whole < FEW && oneGone;
        }
        return gained && (partial == 0 || wholeAtSearch > 0);
    }
}
