package io.parvada.transfer.wire;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;

/**
 * Holds an answer to what was asked: every part begins where the one before it ended, none is empty (an endless row of
 * empty parts would be a call that never ends), and together they are exactly the range. Positions are bytes, or hashes.
 */
final class AnswerRange {

    private final String holder;
    private final long end;
    private long next;

    AnswerRange(String holder, long first, long end) {
        this.holder = holder;
        this.next = first;
        this.end = end;
    }

    /** @throws PeerException CORRUPT_SOURCE for a part out of order, empty, or beyond the end */
    void take(long at, int count) {
        if (at != next) {
            throw corrupt("answered at " + Long.toUnsignedString(at) + " where " + next + " was due");
        }
        if (count == 0) {
            throw corrupt("sent an empty part at " + next);
        }
        if (count > end - next) {
            throw corrupt("sent more than was asked: to " + (next + count) + " instead of " + end);
        }
        next += count;
    }

    /** The answer is over. @throws PeerException CORRUPT_SOURCE if something is missing */
    void end() {
        if (next != end) {
            throw corrupt("ended its answer at " + next + " instead of " + end);
        }
    }

    private PeerException corrupt(String what) {
        return new PeerException(Reason.CORRUPT_SOURCE, holder + " " + what);
    }
}
