package io.parvada.transfer.fetch;

import io.parvada.transfer.error.PeerException;
import java.time.Duration;
import java.util.Optional;

/**
 * How long one holder is waited for. A busy one is asked again when it says so, for ten minutes in a row at most (it may
 * be hashing a large file), or for 30 seconds if it names no time. One that has given proven bytes and then broke off is
 * asked again four times, after 250 ms to 2 s: it may be restarting. So is one that says of itself that its file has
 * changed, as most often it was only touched, and one that does not have what it said ({@link #afterDoubt}). Every proven byte starts the count anew. Pure; one lane's.
 */
final class Patience {

    static final Duration SHORTEST = Duration.ofMillis(50);
    static final Duration LONGEST = Duration.ofSeconds(10);
    static final Duration WITH_A_TIME = Duration.ofMinutes(10);
    static final Duration WITHOUT = Duration.ofSeconds(30);
    static final Duration AFTER_A_BREAK = Duration.ofMillis(250);
    static final int BREAKS = 4;

    private static final Duration DEFAULT = Duration.ofSeconds(1);

    private Duration waited = Duration.ZERO;
    private int breaks;
    private boolean hasGiven;

    /** After how long to ask again; empty when the holder is to be given up. Counts the wait as waited. */
    Optional<Duration> after(PeerException failure) {
        return switch (failure.reason()) {
            case BUSY, RATE_LIMITED -> afterBusy(failure);
            case PEER_UNREACHABLE, DEADLINE_EXCEEDED -> hasGiven ? afterBreak() : Optional.empty();
            case CORRUPT_SOURCE -> failure.wrongBytes() ? Optional.empty() : afterBreak();
            default -> Optional.empty();
        };
    }

    /** After how long to ask again one that does not have a part that it said it had; empty when that was so too often. */
    Optional<Duration> afterDoubt() {
        return afterBreak();
    }

    /** Proven bytes have come. */
    void renew() {
        waited = Duration.ZERO;
        breaks = 0;
        hasGiven = true;
    }

    private Optional<Duration> afterBreak() {
        return breaks < BREAKS ? Optional.of(AFTER_A_BREAK.multipliedBy(1L << breaks++)) : Optional.empty();
    }

    private Optional<Duration> afterBusy(PeerException failure) {
        Duration asked = failure.retryAfter().orElse(DEFAULT);
        Duration wait = asked.compareTo(LONGEST) > 0 ? LONGEST : asked.compareTo(SHORTEST) < 0 ? SHORTEST : asked;
        Duration limit = failure.retryAfter().isPresent() ? WITH_A_TIME : WITHOUT;
        waited = waited.plus(wait);
        return waited.compareTo(limit) > 0 ? Optional.empty() : Optional.of(wait);
    }
}
