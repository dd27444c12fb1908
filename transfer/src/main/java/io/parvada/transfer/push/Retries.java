package io.parvada.transfer.push;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.Optional;

/**
 * How often a sender tries again: six times in a row without progress, after 0.5, 1, 2, 4, 8 and 8 s, longer (to 10 s)
 * if the receiver says so; that outlasts a receiver's restart. One that is busy and says when to ask is asked then, for
 * ten minutes in a row, as the place in its line is kept so. A receiver that never answered is not tried again, and
 * bytes that did not prove though the file is the same (a fault on the way) only twice. Pure.
 */
final class Retries {

    static final int TRIES = 6;
    static final int MISMATCHES = 2;
    static final Duration IN_LINE = Duration.ofMinutes(10);

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final int DOUBLINGS = 4;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private boolean answered;
    private int tries;
    private int mismatches;
    private Duration inLine = Duration.ZERO;
    private long missing = Long.MAX_VALUE;

    /** The receiver has answered, and lacks so many bytes; fewer than before is progress. */
    void opened(long missingBytes) {
        answered = true;
        inLine = Duration.ZERO;
        if (missingBytes < missing) {
            tries = 0;
        }
        missing = missingBytes;
    }

    /** After how long to try again; empty to give up. Counts as a try. */
    Optional<Duration> after(PeerException failure) {
        boolean busy = failure.reason() == Reason.BUSY || failure.reason() == Reason.RATE_LIMITED;
        if (busy && failure.retryAfter().isPresent()) {
            Duration wait = bounded(failure.retryAfter().get());
            inLine = inLine.plus(wait);
            return inLine.compareTo(IN_LINE) > 0 ? Optional.empty() : Optional.of(wait);
        }
        boolean again = switch (failure.reason()) {
            case BUSY, RATE_LIMITED -> true; // and they did not say when
            case PEER_UNREACHABLE, DEADLINE_EXCEEDED -> answered;
            case DIGEST_MISMATCH -> ++mismatches <= MISMATCHES;
            default -> false;
        };
        if (!again || tries == TRIES) {
            return Optional.empty();
        }
        Duration backoff = FIRST.multipliedBy(1L << Math.min(DOUBLINGS, tries++));
        Duration asked = failure.retryAfter().orElse(Duration.ZERO);
        return Optional.of(bounded(asked.compareTo(backoff) > 0 ? asked : backoff));
    }

    private static Duration bounded(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait.compareTo(FIRST) < 0 ? FIRST : wait;
    }
}
