package io.parvada.peer.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import org.junit.jupiter.api.Test;

class ReachedTest {

    @Test
    void silenceOfAnotherMachineIsAFirewall() {
        assertThat(grpcSilent("peer2.example").reason())
                .isEqualTo(
                        "gRPC at peer2.example:50052 did not answer in time: open this TCP port in the security group"
                                + " or firewall, or correct this address.");
    }

    @Test
    void silenceOfThisMachineIsAPeerThatIsNotUpYet() {
        assertThat(grpcSilent("localhost").reason())
                .isEqualTo("gRPC at localhost:50052 did not answer in time: the peer there may still be starting; it is"
                        + " asked again.");
    }

    private static Reached grpcSilent(String host) {
        Endpoint endpoint = new Endpoint(PeerUrl.parse("http://" + host + ":8002"), HostPort.parse(host + ":50052"));
        return Reached.of(endpoint, PortReach.OK, PortReach.TIMED_OUT);
    }
}
