package io.parvada.transfer.parts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * When what was written is to be made durable: every 64 MiB or 2 s, whichever comes first. So a kill of the machine costs
 * at most that much. Thread-safe.
 */
final class Cadence {

    private static final long BYTES = 64L << 20;
    private static final Duration TIME = Duration.ofSeconds(2);

    private final InstantSource clock;
    private long written; // guarded by this
    private Instant begun; // guarded by this

    Cadence(InstantSource clock) {
        this.clock = clock;
        this.begun = clock.instant();
    }

    /** @return whether it is time, with these bytes */
    synchronized boolean written(int bytes) {
        written += bytes;
        return written >= BYTES || Duration.between(begun, clock.instant()).compareTo(TIME) >= 0;
    }

    /** What was written so far is being made durable. */
    synchronized void begin() {
        written = 0;
        begun = clock.instant();
    }
}
