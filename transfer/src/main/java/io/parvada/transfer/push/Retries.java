package io.parvada.transfer.push;

import io.parvada.transfer.error.PeerException;
import java.time.Duration;
import java.util.Optional;

/**
 * How often a sender tries again: six times in a row without progress, after 0.5, 1, 2, 4, 8 and 8 s, longer (to 10 s)
 * if the receiver says so; that outlasts a receiver's restart. A receiver that never answered is not tried again, and
 * bytes that did not prove though the file is the same (a fault on the way) only twice. Pure.
 */
final class Retries {

    static final int TRIES = 6;
    static final int MISMATCHES = 2;

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final int DOUBLINGS = 4;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private boolean answered;
    private int tries;
    private int mismatches;
    private long missing = Long.MAX_VALUE;

    /** The receiver has answered, and lacks so many bytes; fewer than before is progress. */
    void opened(long missingBytes) {
        answered = true;
        if (missingBytes < missing) {
            tries = 0;
        }
        missing = missingBytes;
    }

    /** After how long to try again; empty to give up. Counts as a try. */
    Optional<Duration> after(PeerException failure) {
        boolean again = switch (failure.reason()) {
            case BUSY, RATE_LIMITED -> true;
            case PEER_UNREACHABLE, DEADLINE_EXCEEDED -> answered;
            case DIGEST_MISMATCH -> ++mismatches <= MISMATCHES;
            default -> false;
        };
        if (!again || tries == TRIES) {
            return Optional.empty();
        }
        Duration backoff = FIRST.multipliedBy(1L << Math.min(DOUBLINGS, tries++));
        Duration asked = failure.retryAfter().orElse(Duration.ZERO);
        Duration wait = asked.compareTo(backoff) > 0 ? asked : backoff;
        return Optional.of(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }
}
