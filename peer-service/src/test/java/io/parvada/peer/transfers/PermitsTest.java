package io.parvada.peer.transfers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PermitsTest {

    private static final InetAddress ANA = address("192.0.2.1");
    private static final InetAddress BEN = address("192.0.2.2");
    private static final InetAddress EVA = address("192.0.2.3");

    private final AtomicInteger max = new AtomicInteger(2);
    private final AtomicLong nanos = new AtomicLong();
    private final Permits permits = new Permits(max::get, nanos::get);

    @Test
    void beyondTheBoundItIsBusyAndAClosedPermitIsFreeOnce() {
        Permits.Permit first = permits.acquire(ANA, "a");
        permits.acquire(ANA, "b");
        PeerException busy = busy(ANA, "download of c.txt");
        assertThat(busy.reason()).isEqualTo(Reason.BUSY);
        assertThat(busy.retryAfter()).isPresent();
        assertThat(busy.detail()).contains("download of c.txt");

        first.close();
        first.close();
        assertThat(permits.active()).isEqualTo(1);
        permits.acquire(ANA, "download of c.txt");
    }

    @Test
    void aLowerBoundCountsAtOnceAndEndsNothing() {
        Permits.Permit first = permits.acquire(ANA, "a");
        Permits.Permit second = permits.acquire(ANA, "b");
        max.set(1);
        first.close();
        assertThat(busy(ANA, "c")).isNotNull();
        second.close();
        permits.acquire(ANA, "c");
        assertThat(permits.active()).isEqualTo(1);
    }

    @Test
    void whoAsksAgainKeepsThePlaceAndTheTimeToAskAgainGrowsWithIt() {
        fill(2);
        assertPosition(busy(BEN, "b"), 1);
        assertPosition(busy(EVA, "e"), 2);
        assertPosition(busy(EVA, "another"), 3);
        pass(1);
        assertPosition(busy(EVA, "e"), 2);
        assertPosition(busy(BEN, "b"), 1);
        assertThat(permits.waiting()).isEqualTo(3);
    }

    @Test
    void aFreePermitGoesToNobodyButTheFirstInLine() {
        List<Permits.Permit> running = fill(2);
        busy(BEN, "b");
        busy(EVA, "e");
        running.get(0).close();
        assertPosition(busy(EVA, "e"), 1);
        permits.acquire(BEN, "b");
        running.get(1).close();
        permits.acquire(EVA, "e");
        assertThat(permits.waiting()).isZero();
    }

    @Test
    void aPlaceThatIsNotKeptGoesToTheNext() {
        List<Permits.Permit> running = fill(2);
        busy(BEN, "b");
        busy(EVA, "e");
        pass(2);
        running.get(0).close();
        permits.acquire(EVA, "e");
        assertThat(permits.waiting()).isZero();
    }

    @Test
    void oneWhoHoldsAShareWaitsBehindOneWhoHoldsNone() {
        List<Permits.Permit> running = fill(2);
        busy(ANA, "more");
        assertPosition(busy(BEN, "b"), 1);
        assertPosition(busy(ANA, "more"), 2);
        running.get(0).close();
        assertThat(busy(ANA, "more")).isNotNull();
        permits.acquire(BEN, "b");
    }

    @Test
    void aloneOneMayHoldAllButAnEighth() {
        max.set(64);
        fill(56);
        assertThat(busy(ANA, "one more")).isNotNull();
        for (int i = 0; i < 8; i++) {
            permits.acquire(BEN, "b" + i);
        }
        assertThat(permits.active()).isEqualTo(64);
    }

    @Test
    void noAddressTakesAllThePlacesAndAnIpv6SiteIsOneAddress() {
        max.set(1);
        permits.acquire(BEN, "b");
        for (int i = 0; i < WaitingLine.MOST_AN_ADDRESS; i++) {
            assertThat(busy(address("2001:db8::" + i), "a" + i).position()).isPresent();
        }
        PeerException refused = busy(address("2001:db8::ffff"), "one more");
        assertThat(refused.position()).isEmpty();
        assertThat(refused.retryAfter()).contains(Permits.LONGEST_RETRY);
        assertThat(busy(address("2001:db8:0:1::1"), "e").position()).isPresent();
    }

    @Test
    void theLineIsBoundedAndSoIsTheTimeToAskAgain() {
        max.set(1);
        permits.acquire(ANA, "a");
        for (int i = 0; i < WaitingLine.MOST; i++) {
            busy(address("198.51." + i / 200 + "." + i % 200), "x");
        }
        assertThat(permits.waiting()).isEqualTo(WaitingLine.MOST);
        assertThat(busy(EVA, "e").position()).isEmpty();
        assertThat(busy(address("198.51.1.5"), "x").retryAfter()).contains(Permits.LONGEST_RETRY);
    }

    @Test
    void everyoneInLineIsServedInOrderThoughTheyOnlyAskWhenTold() {
        Permits.Permit running = fill(1, 1).get(0);
        List<String> served = new ArrayList<>();
        List<InetAddress> callers = List.of(BEN, EVA, address("192.0.2.4"), address("192.0.2.5"));
        callers.forEach(caller -> busy(caller, "x"));
        for (int second = 0; second < 60 && served.size() < callers.size(); second++) {
            running.close();
            pass(1);
            for (int i = callers.size() - 1; i >= 0; i--) { // the last in line asks first
                InetAddress caller = callers.get(i);
                if (!served.contains(caller.toString())) {
                    try {
                        running = permits.acquire(caller, "x");
                        served.add(caller.toString());
                    } catch (PeerException stillBusy) {
                        assertThat(stillBusy.position()).isPresent();
                    }
                }
            }
        }
        assertThat(served).isEqualTo(callers.stream().map(InetAddress::toString).toList());
    }

    private List<Permits.Permit> fill(int count) {
        return fill(count, max.get());
    }

    private List<Permits.Permit> fill(int count, int bound) {
        max.set(bound);
        List<Permits.Permit> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(permits.acquire(ANA, "running " + i));
        }
        return taken;
    }

    private PeerException busy(InetAddress caller, String what) {
        return catchThrowableOfType(PeerException.class, () -> permits.acquire(caller, what));
    }

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private static void assertPosition(PeerException busy, int position) {
        assertThat(busy.position()).hasValue(position);
        assertThat(busy.retryAfter()).contains(Duration.ofSeconds(position));
        assertThat(busy.detail()).contains("number " + position + " in line");
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
