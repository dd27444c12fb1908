package io.parvada.peer.transfers;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How many transfers run at once, over REST and gRPC together, and who is next. A caller that is told BUSY has a place
 * in line, which it keeps by asking for the same again within twice the time it was told; a permit that is free goes to
 * nobody but the first in line. While addresses compete each is given an equal share first; and none may hold the last
 * eighth of the permits besides, so that one who takes all that it can get cannot shut the others out. The bound is read
 * at each {@link #acquire}: a lower one ends nothing that runs. Thread-safe, never blocks.
 */
public final class Permits {

    static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

    private static final int IPV6_SITE_BYTES = 8;
    private static final String THIS_PEER = "this peer";

    /** Held while a transfer runs; close once or more, from any thread. */
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    private final IntSupplier max;
    private final LongSupplier nanoTime;

    // All guarded by this.
    private final Map<String, Integer> held = new HashMap<>();
    private final WaitingLine line = new WaitingLine();
    private int active;

    Permits(IntSupplier max, LongSupplier nanoTime) {
        this.max = max;
        this.nanoTime = nanoTime;
    }

    /**
     * @param caller the address the connection comes from; null for this peer's own doing. An IPv6 site (/64) counts as
     *     one address, as one machine has as many as it likes
     * @param what for the sentence and to know the caller again: "download of a.txt"
     * @throws PeerException BUSY with Retry-After and the position in line; without position when the line is full
     */
    public synchronized Permit acquire(InetAddress caller, String what) {
        int bound = max.getAsInt();
        long now = nanoTime.getAsLong();
        line.expire(now);
        WaitingLine.Place place = new WaitingLine.Place(address(caller), what);
        int most = bound - bound / 8;
        int ahead = line.order(place, held, bound, most).indexOf(place);
        int free = bound - active;
        if (ahead >= free || held.getOrDefault(place.address(), 0) >= most) {
            throw busy(place, Math.max(0, ahead - Math.max(0, free)) + 1, now);
        }
        line.leave(place);
        return give(place.address());
    }

    /** How many transfers run. */
    public synchronized int active() {
        return active;
    }

    /** How many callers are in line; one that has gone away counts for some seconds. */
    public synchronized int waiting() {
        line.expire(nanoTime.getAsLong());
        return line.size();
    }

    private PeerException busy(WaitingLine.Place place, int position, long now) {
        Duration retry = Duration.ofSeconds(Math.min(position, LONGEST_RETRY.toSeconds()));
        if (line.keep(place, now, retry.multipliedBy(2))) {
            return PeerException.inLine(
                    "all transfers are taken: the " + place.what() + " is number " + position
                            + " in line; ask again in " + retry.toSeconds() + " s",
                    retry,
                    position);
        }
        return PeerException.retryAfter(
                Reason.BUSY,
                "all transfers are taken, and there is no room in line for the " + place.what(),
                LONGEST_RETRY);
    }

    private Permit give(String address) {
        active++;
        held.merge(address, 1, Integer::sum);
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                takeBack(address);
            }
        };
    }

    private synchronized void takeBack(String address) {
        active--;
        held.computeIfPresent(address, (same, n) -> n == 1 ? null : n - 1);
    }

    private static String address(InetAddress caller) {
        if (caller == null) {
            return THIS_PEER;
        }
        byte[] bytes = caller.getAddress();
        int length = caller instanceof Inet6Address ? IPV6_SITE_BYTES : bytes.length;
        return HexFormat.of().formatHex(bytes, 0, length);
    }
}
