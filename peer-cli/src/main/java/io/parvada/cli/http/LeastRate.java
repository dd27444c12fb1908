package io.parvada.cli.http;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether a holder is worth waiting for, as it is over gRPC: until no byte has come for 6 s, a little more than membership
 * needs to call a peer dead, or less than 256 B/s on average in half a minute. Pure; times are of a clock in nanoseconds.
 */
final class LeastRate {

    static final Duration IDLE = Duration.ofSeconds(6);
    static final Duration WINDOW = Duration.ofSeconds(30);
    static final long LEAST_BYTES = 256 * WINDOW.toSeconds();

    private long seen;
    private long heardNanos;
    private long windowBytes; // had come when the window began
    private long windowNanos;

    /** @param received what had come of the holder before */
    LeastRate(long received, long now) {
        seen = received;
        heardNanos = now;
        windowBytes = received;
        windowNanos = now;
    }

    /** What the holder has done too little of, as words to follow its name; empty while it is worth waiting for. */
    Optional<String> tooLittle(long received, long now) {
        if (received > seen) {
            seen = received;
            heardNanos = now;
        }
        if (received - windowBytes >= LEAST_BYTES) {
            windowBytes = received;
            windowNanos = now;
        }
        if (now - heardNanos >= IDLE.toNanos()) {
            return Optional.of("sent nothing for " + IDLE.toSeconds() + " s");
        }
        if (now - windowNanos >= WINDOW.toNanos()) {
            return Optional.of("sent only " + (received - windowBytes) + " bytes in " + WINDOW.toSeconds() + " s");
        }
        return Optional.empty();
    }
}
