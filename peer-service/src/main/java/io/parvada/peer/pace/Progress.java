package io.parvada.peer.pace;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether the other side of a transfer moves enough to be waited for: {@code leastBytes} in each {@code window}. Bytes
 * count, messages do not, so that a sender of empty ones is as good as silent. Thread-safe.
 */
public final class Progress {

    /** Over which a rate is taken. */
    public static final Duration WINDOW = Duration.ofSeconds(30);

    private final Duration window;
    private final LongSupplier leastBytes;
    private final LongSupplier nanoTime;
    // Guarded by this.
    private long since;
    private long bytes;

    /** @param leastBytes asked anew each time; 0 is taken as 1 */
    public Progress(Duration window, LongSupplier leastBytes, LongSupplier nanoTime) {
        this.window = window;
        this.leastBytes = leastBytes;
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /** At least {@code leastRate} bytes a second on average, over {@link #WINDOW}. */
    public static Progress of(LongSupplier leastRate, LongSupplier nanoTime) {
        return new Progress(WINDOW, () -> leastRate.getAsLong() * WINDOW.toSeconds(), nanoTime);
    }

    public synchronized void moved(long more) {
        bytes += more;
        if (bytes >= Math.max(1, leastBytes.getAsLong())) {
            restart();
        }
    }

    /** The window begins now: what went before was not the other side's fault. */
    public synchronized void restart() {
        bytes = 0;
        since = nanoTime.getAsLong();
    }

    /** Whether a whole window has passed without enough. */
    public synchronized boolean stalled() {
        return nanoTime.getAsLong() - since >= window.toNanos();
    }
}
