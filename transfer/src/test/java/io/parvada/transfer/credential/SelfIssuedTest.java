package io.parvada.transfer.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SelfIssuedTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-28T12:00:00Z"));
    private final AtomicInteger ids = new AtomicInteger();
    private final SelfIssued own = new SelfIssued(
            ClusterSecret.parse("a-secret-of-more-than-thirty-two-characters"),
            new Grant(Claims.CLUSTER_SUBJECT, null, "thumbprint", Set.of(Scope.READ)),
            new Clock() {
                @Override
                public Instant instant() {
                    return now.get();
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }
            },
            () -> String.valueOf(ids.incrementAndGet()));

    @Test
    void oneCredentialServesForHalfItsLife() {
        String first = own.get();
        now.updateAndGet(at -> at.plus(Duration.ofMinutes(4)));
        assertThat(own.get()).isEqualTo(first);
        now.updateAndGet(at -> at.plus(Duration.ofMinutes(1)));
        assertThat(own.get()).isNotEqualTo(first);
    }

    @Test
    void aClockThatIsSetBackGetsANewOne() {
        String first = own.get();
        now.updateAndGet(at -> at.minus(Duration.ofMinutes(6)));
        assertThat(own.get()).isNotEqualTo(first);
    }
}
