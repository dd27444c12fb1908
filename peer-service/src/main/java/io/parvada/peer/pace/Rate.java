package io.parvada.peer.pace;

import java.time.Duration;
import java.time.Instant;

/** How fast a count grows: over the time since it was last looked at, a second at least. One thread at a time. */
public final class Rate {

    private static final Duration WINDOW = Duration.ofSeconds(1);

    private Instant since;
    private long sinceCount;
    private long perSecond;

    public long at(long count, Instant now) {
        if (since == null) {
            since = now;
            sinceCount = count;
        }
        Duration passed = Duration.between(since, now);
        if (passed.compareTo(WINDOW) >= 0) {
            perSecond = Math.round((count - sinceCount) * 1e9 / passed.toNanos());
            since = now;
            sinceCount = count;
        }
        return perSecond;
    }
}
