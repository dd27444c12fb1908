package io.parvada.peer.directory;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often a password may be wrong: ten times at once, then one in six seconds, for each account and for each address
 * (an IPv6 site, /64, is one). Beyond, a right one is refused too, before it is looked at. What was right costs nothing.
 * Loopback counts as others do: who runs on this machine does not know the accounts' passwords. Of each process: n of
 * them allow n times as much. Thread-safe; bounded.
 */
final class LoginAttempts {

    static final int AT_ONCE = 10;
    static final Duration EACH = Duration.ofSeconds(6);

    /** About 150 bytes each; whoever failed longest ago is forgotten. */
    private static final int MOST = 16_384;

    private static final int IPV6_SITE_BYTES = 8;
    private static final int MOST_CHARACTERS = 64;

    private final InstantSource clock;

    /** When all of its attempts are there again. Guarded by this; in order of the last failure. */
    private final Map<String, Instant> whole = new LinkedHashMap<>(16, 0.75f, true);

    LoginAttempts(InstantSource clock) {
        this.clock = clock;
    }

    /** @throws PeerException RATE_LIMITED with the time after which the next one passes */
    synchronized void require(String account, InetAddress from) {
        Duration wait = max(wait(ofAccount(account)), wait(ofAddress(from)));
        if (!wait.isZero()) {
            throw PeerException.retryAfter(
                    Reason.RATE_LIMITED, "too many wrong passwords for this account or from this address", wait);
        }
    }

    synchronized void failed(String account, InetAddress from) {
        charge(ofAccount(account));
        charge(ofAddress(from));
    }

    // As a bucket that is full at the time noted: one attempt moves it by EACH, and it may lie AT_ONCE of them ahead.
    private Duration wait(String who) {
        Instant full = whole.get(who);
        if (full == null) {
            return Duration.ZERO;
        }
        Duration ahead = Duration.between(clock.instant(), full).minus(EACH.multipliedBy(AT_ONCE - 1L));
        return ahead.isNegative() ? Duration.ZERO : ahead;
    }

    private void charge(String who) {
        Instant now = clock.instant();
        Instant full = whole.getOrDefault(who, now);
        whole.put(who, (full.isBefore(now) ? now : full).plus(EACH));
        if (whole.size() > MOST) {
            Iterator<String> longestAgo = whole.keySet().iterator();
            longestAgo.next();
            longestAgo.remove();
        }
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static String ofAccount(String account) {
        return "account " + account.substring(0, Math.min(account.length(), MOST_CHARACTERS));
    }

    private static String ofAddress(InetAddress from) {
        byte[] bytes = from.getAddress();
        return HexFormat.of().formatHex(bytes, 0, from instanceof Inet6Address ? IPV6_SITE_BYTES : bytes.length);
    }
}
