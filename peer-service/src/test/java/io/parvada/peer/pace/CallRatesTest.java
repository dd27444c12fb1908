package io.parvada.peer.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallRatesTest {

    private final AtomicInteger rate = new AtomicInteger(10);
    private final AtomicLong nanos = new AtomicLong(-5);
    private final CallRates rates = new CallRates(rate::get, nanos::get);

    @Test
    void asManyPassAsTheFormulaSays() {
        assertThat(passed("10.0.0.1", 100)).isEqualTo(10);
        int later = 0;
        for (int i = 0; i < 300; i++) {
            nanos.addAndGet(Duration.ofMillis(10).toNanos());
            later += passed("10.0.0.1", 5);
        }
        assertThat(10 + later).isBetween(10 * 3 + 9, 10 * (3 + 1));
    }

    @Test
    void whoIsRefusedIsToldWhenTheNextOnePasses() {
        passed("10.0.0.1", 10);
        assertThatThrownBy(() -> rates.take(address("10.0.0.1"), "queries"))
                .isInstanceOfSatisfying(PeerException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.RATE_LIMITED);
                    assertThat(e.detail()).isEqualTo("more than 10 queries a second from one address");
                    assertThat(e.retryAfter()).contains(Duration.ofMillis(100));
                    nanos.addAndGet(e.retryAfter().orElseThrow().toNanos());
                });
        assertThat(passed("10.0.0.1", 2)).isEqualTo(1);
    }

    @Test
    void eachAddressHasItsOwnAndASiteOfIpv6IsOne() {
        assertThat(passed("10.0.0.1", 20)).isEqualTo(10);
        assertThat(passed("10.0.0.2", 20)).isEqualTo(10);
        assertThat(passed("2001:db8::1", 8)).isEqualTo(8);
        assertThat(passed("2001:db8::2", 8)).isEqualTo(2);
        assertThat(passed("2001:db8:0:1::2", 8)).isEqualTo(8);
    }

    @Test
    void loopbackAndARateOfNothingHaveNoBound() {
        assertThat(passed("127.0.0.1", 1000)).isEqualTo(1000);
        assertThat(passed("::1", 1000)).isEqualTo(1000);
        rate.set(0);
        assertThat(passed("10.0.0.1", 1000)).isEqualTo(1000);
    }

    @Test
    void aNewRateCountsFromTheNextCall() {
        passed("10.0.0.1", 10);
        rate.set(1000);
        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(passed("10.0.0.1", 200)).isEqualTo(100);
    }

    @Test
    void anyNumberOfAddressesCostsTheSameMemory() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(passed("10.1." + i / 250 + "." + i % 250, 1)).isEqualTo(1);
        }
        assertThat(passed("10.0.0.1", 20)).isEqualTo(10);
    }

    private int passed(String caller, int calls) {
        int passed = 0;
        for (int i = 0; i < calls; i++) {
            try {
                rates.take(address(caller), "queries");
                passed++;
            } catch (PeerException refused) {
                assertThat(refused.reason()).isEqualTo(Reason.RATE_LIMITED);
            }
        }
        return passed;
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
