package io.parvada.transfer.wire;

import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.connection.ReceivedBytes;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;

/**
 * How long a peer is worth waiting for: until no byte has come for the idle time, or less than the least bytes in a whole
 * window of waiting. Only the time in which the reader waits counts, so that neither a slow disk nor a bandwidth limit of
 * this side is the peer's fault; and bytes count as the socket gives them, so that a large message over a thin line is no
 * silence. Between two messages no more of them count than can be on their way in honest ones ({@link #MOST_UNREAD}): who
 * sends pings, padding or frames of no known type for ever is silent after that. Pure; one reading thread's. Times are of {@link ReceivedBytes}' clock.
 */
final class Expectation {

    /**
     * What is expected of a peer.
     *
     * @param idle how long it may send no byte
     * @param window how long it may take for {@code leastBytes}
     */
    record Terms(Duration idle, Duration window, long leastBytes) {

        /** Least bytes / window: 256 B/s, a quarter of what the slowest line brings that is worth having. */
        static Terms of(Duration idle) {
            return new Terms(idle, Duration.ofSeconds(30), 30 * 256);
        }
    }

    /**
     * Of the call's own the largest message, and as much of all else; and of calls that are not read yet what their window
     * lets through.
     */
    static final long MOST_UNREAD = 2L * PeerChannel.MAX_MESSAGE_BYTES + PeerChannel.WINDOW_BYTES;

    private final String peer;
    private final Terms terms;
    private final ReceivedBytes arrivals;
    private long seen; // all that had come when it was looked at last
    private long counted; // since the last message
    private long heard; // when the last of these came
    private long came; // in this window
    private long waited; // in this window, in waits that are over
    private long begun; // the wait under way
    private long windowFrom; // the same, or when the window began if that was later

    Expectation(String peer, Terms terms, ReceivedBytes arrivals) {
        this.peer = peer;
        this.terms = terms;
        this.arrivals = arrivals;
        this.seen = arrivals.bytes();
        this.heard = arrivals.lastNanos();
    }

    /** A message is whole, or the reading begins: what came before was its own, or others'. */
    void message() {
        count();
        counted = 0;
    }

    /** The reader begins to wait. */
    void begin(long now) {
        begun = now;
        windowFrom = now;
    }

    /** It waits no longer: what it waited for is there. */
    void end(long now) {
        waited += now - windowFrom;
    }

    /**
     * For how many nanoseconds, more than 0, the reader is to wait before it asks again.
     *
     * @throws PeerException DEADLINE_EXCEEDED when it should not wait any more
     */
    long left(long now) {
        count();
        if (came >= terms.leastBytes()) {
            came = 0;
            waited = 0;
            windowFrom = now;
        }
        long silent = now - begun - Math.max(0, heard - begun);
        if (silent >= terms.idle().toNanos()) {
            throw tooLittle("nothing for " + terms.idle().toMillis() + " ms");
        }
        long slow = waited + now - windowFrom;
        if (slow >= terms.window().toNanos()) {
            throw tooLittle("only " + came + " bytes in " + terms.window().toMillis() + " ms of waiting");
        }
        return Math.min(terms.idle().toNanos() - silent, terms.window().toNanos() - slow);
    }

    private void count() {
        long last = arrivals.lastNanos();
        long fresh = arrivals.bytes() - seen;
        long own = Math.min(fresh, MOST_UNREAD - counted);
        seen += fresh;
        counted += own;
        came += own;
        if (own > 0) {
            heard = last;
        }
    }

    private PeerException tooLittle(String what) {
        return new PeerException(Reason.DEADLINE_EXCEEDED, peer + " sent " + what);
    }
}
