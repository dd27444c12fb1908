package io.parvada.peer.pace;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How often one address, or one identity, may call: a token bucket each (Turner 1986), that fills at {@code rate} a second and holds one
 * second's worth, so that of n calls at once the first {@code rate} pass, and over t seconds at most rate · (t + 1).
 * By address and not by what a call says of its sender, which proves nothing; an IPv6 site (/64) is one address. Loopback
 * is not counted: who runs on this machine can take its processors anyway. Thread-safe; bounded.
 */
public final class CallRates {

    /** What is counted where a peer signs who it is, for the sentence. */
    public static final String PROOFS = "proofs of identity";

    /** About 150 bytes each; whoever called longest ago is forgotten, and begins with a full bucket. */
    static final int MOST = 4_096;

    private static final int IPV6_SITE_BYTES = 8;

    /** Mutable, under the lock of all. */
    private static final class Bucket {
        double tokens;
        long at;

        Bucket(double tokens, long at) {
            this.tokens = tokens;
            this.at = at;
        }
    }

    private final IntSupplier rate;
    private final LongSupplier nanoTime;

    /** Guarded by this; in order of the last call. */
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    /** @param rate calls a second, asked anew each time; 0 for no bound */
    public CallRates(IntSupplier rate, LongSupplier nanoTime) {
        this.rate = rate;
        this.nanoTime = nanoTime;
    }

    /**
     * One call.
     *
     * @param what for the sentence: "queries"
     * @throws PeerException RATE_LIMITED with the time after which the next one passes
     */
    public void take(InetAddress caller, String what) {
        if (!caller.isLoopbackAddress()) {
            take(site(caller), what, "address");
        }
    }

    /** One call of a caller that has proven who it is; otherwise the same, from loopback too. */
    public void take(String identity, String what) {
        take(identity, what, "caller");
    }

    private void take(String from, String what, String kind) {
        int perSecond = rate.getAsInt();
        double missing = perSecond == 0 ? 0 : missing(from, perSecond);
        if (missing > 0) {
            throw PeerException.retryAfter(
                    Reason.RATE_LIMITED,
                    "more than " + perSecond + " " + what + " a second from one " + kind,
                    Duration.ofNanos((long) Math.ceil(missing / perSecond * 1e9)));
        }
    }

    /** How much of a token is not there; 0 takes one. */
    private synchronized double missing(String from, int perSecond) {
        long now = nanoTime.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(from, first -> new Bucket(perSecond, now));
        bucket.tokens = Math.min(perSecond, bucket.tokens + (now - bucket.at) / 1e9 * perSecond);
        bucket.at = now;
        if (buckets.size() > MOST) {
            Iterator<String> longestAgo = buckets.keySet().iterator();
            longestAgo.next();
            longestAgo.remove();
        }
        if (bucket.tokens < 1) {
            return 1 - bucket.tokens;
        }
        bucket.tokens -= 1;
        return 0;
    }

    private static String site(InetAddress caller) {
        byte[] bytes = caller.getAddress();
        int length = caller instanceof Inet6Address ? IPV6_SITE_BYTES : bytes.length;
        return HexFormat.of().formatHex(bytes, 0, length);
    }
}
