package io.parvada.peer.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.PeerId;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProvenTest {

    private static final PeerUrl URL = PeerUrl.parse("http://here:8001");

    private static final Endpoint GRPC = new Endpoint(URL, HostPort.parse("here:8001"));

    private final TestIdentity peer = new TestIdentity();
    private final ManualClock clock = new ManualClock();
    private final Proven proven = new Proven(clock);
    private final Proven.Place place =
            new Proven.Place(new Proof(peer.keys.key(), List.of()), InetAddress.getLoopbackAddress());

    @Test
    void aProofIsBelievedForAMinute() {
        proven.add(URL, place);
        clock.now = clock.now.plus(Proven.BELIEVED).minusMillis(1);
        assertThat(proven.find(URL)).contains(place);
        clock.now = clock.now.plusMillis(1);
        assertThat(proven.find(URL)).isEmpty();
    }

    @Test
    void aUrlAndAGrpcAddressAreProvenApart() {
        proven.add(URL, place);
        assertThat(proven.find(GRPC)).isEmpty();
        proven.add(GRPC, place);
        proven.forget(URL);
        assertThat(proven.find(URL)).isEmpty();
        assertThat(proven.find(GRPC)).contains(place);
    }

    @Test
    void theKeyOfWhoProvedItselfIsKnownAlsoWhenTheProofIsOld() {
        proven.add(URL, place);
        clock.now = clock.now.plus(Duration.ofDays(1));
        assertThat(proven.keyOf(peer.id())).contains(peer.keys.key());
        assertThat(proven.keyOf(new PeerId("a".repeat(26)))).isEmpty();
    }

    @Test
    void noMoreThanTheLastAddressesAreRemembered() {
        proven.add(URL, place);
        for (int i = 1; i <= Proven.MOST; i++) {
            proven.add(PeerUrl.parse("http://there:" + i), place);
        }
        assertThat(proven.find(URL)).isEmpty();
        assertThat(proven.find(PeerUrl.parse("http://there:1"))).contains(place);
    }

    private static final class ManualClock extends Clock {
        Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
