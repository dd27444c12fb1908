package io.parvada.peer.grpc;

import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.connection.ReceivedBytes;
import java.util.function.IntSupplier;

/**
 * What of the bytes that come over a connection may be one call's. Before a message is whole nobody can tell: while one
 * call's frame of half a megabyte is on a thin line, the others get nothing for minutes, and that is not their senders'
 * fault. So all bytes count for each call; but between two messages of its own only as many as would have brought it one,
 * of the largest there may be, had each of those who send had its share: (senders + 1) × 2 MiB, the one for all else. Then
 * what comes is not its own. Thread-safe.
 */
final class SharedArrivals {

    private static final long MESSAGE_BYTES = PeerChannel.MAX_MESSAGE_BYTES;

    private final ReceivedBytes arrivals;
    private final IntSupplier senders;
    // Both guarded by this.
    private long seen;
    private long counted;

    /** @param senders how many calls of this connection send now; asked each time */
    SharedArrivals(ReceivedBytes arrivals, IntSupplier senders) {
        this.arrivals = arrivals;
        this.senders = senders;
        this.seen = arrivals.bytes();
    }

    boolean areOf(ReceivedBytes connection) {
        return arrivals == connection;
    }

    /** The bytes that came since it was asked last and may be the call's. */
    synchronized long take() {
        long came = arrivals.bytes() - seen;
        seen += came;
        long most = (senders.getAsInt() + 1) * MESSAGE_BYTES - counted;
        long own = Math.max(0, Math.min(came, most));
        counted += own;
        return own;
    }

    /** A message of the call's own is whole, or what came was not waited for: the next one begins. */
    synchronized void begin() {
        seen = arrivals.bytes();
        counted = 0;
    }
}
