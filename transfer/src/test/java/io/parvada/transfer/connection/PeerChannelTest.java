package io.parvada.transfer.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerChannelTest {

    @ParameterizedTest
    @ValueSource(strings = {"localhost:50051", "10.0.0.7:1", "[::1]:65535", "peer-2.lan:50052", "unix:50051"})
    void takesHostAndPort(String hostPort) {
        try (PeerChannel channel = PeerChannel.to(hostPort)) {
            assertThat(channel.target()).isEqualTo(hostPort);
            assertThat(channel.channel().authority()).isEqualTo(hostPort);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "localhost", ":50051", "localhost:", "localhost:0", "localhost:65536", "localhost:99999",
                "http://localhost:50051", "::1:50051", "[::1]", "a b:1", "a/b:1", "user@host:1", "unix:///run/s:1"
            })
    void refusesEverythingElseInOneSentence(String hostPort) {
        assertThatThrownBy(() -> PeerChannel.to(hostPort))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST))
                .hasMessage("a gRPC address is host:port, not '" + hostPort + "'");
    }

    @Test
    void anAddressThatWasJudgedIsNotLookedUpAgain() {
        InetSocketAddress judged = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50051);

        try (PeerChannel channel = PeerChannel.to(judged)) {
            assertThat(channel.target()).endsWith(":50051");
        }
    }
}
