package io.parvada.transfer.credential;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The credential of a member of a cluster, which it issues for itself: the same one for half of its life, then a new one.
 * Thread-safe.
 */
public final class SelfIssued implements Supplier<String> {

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private record Issued(String credential, Instant renewed) {}

    private final ClusterSecret secret;
    private final Grant grant;
    private final Clock clock;
    private final Supplier<String> ids;

    private volatile Issued current;

    /** @param ids a fresh text each time, such as a random UUID */
    public SelfIssued(ClusterSecret secret, Grant grant, Clock clock, Supplier<String> ids) {
        this.secret = secret;
        this.grant = grant;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public String get() {
        Instant now = clock.instant();
        Issued held = current;
        boolean good = held != null
                && now.isBefore(held.renewed())
                && now.isAfter(held.renewed().minus(LIFETIME)); // a clock that was set back
        if (!good) {
            held = new Issued(secret.issue(grant, now, LIFETIME, ids.get()), now.plus(LIFETIME.dividedBy(2)));
            current = held;
        }
        return held.credential();
    }
}
