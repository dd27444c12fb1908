package io.parvada.peer.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.membership.PortReach;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpOutTest {

    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final Wires wires = new Wires(true, Wires.NOBODY);
    private final FakePeer peer = new FakePeer();
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void stop() {
        over.countDown();
        peer.close();
        wires.close();
    }

    @Test
    void anAnswerComesWithTheIdOfWhoGaveIt() {
        HttpOut.Answer answer =
                wires.http.send(peer.url(), "/status", null, PATIENT).join();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.peerId()).isEqualTo(peer.id.value());
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (FakePeer target = new FakePeer()) {
            peer.on("/status", exchange -> {
                exchange.getResponseHeaders().set("Location", target.url() + "/status");
                exchange.sendResponseHeaders(302, -1);
                exchange.close();
            });

            assertThat(wires.http
                            .send(peer.url(), "/status", null, PATIENT)
                            .join()
                            .status())
                    .isEqualTo(302);
            assertThat(target.asked).isEmpty();
        }
    }

    @Test
    void anAnswerLargerThanItsBoundIsNotReadToItsEnd() {
        peer.on("/status", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                byte[] mebibyte = new byte[1024 * 1024];
                while (over.getCount() > 0) {
                    body.write(mebibyte);
                }
            }
        });

        DialFailure why = failure(wires.http.send(peer.url(), "/status", null, PATIENT));

        assertThat(why.reach()).isEqualTo(PortReach.NOT_A_PEER);
        assertThat(why).hasMessageContaining("larger than");
    }

    @Test
    void aSilentPeerEndsByTheTimeout() {
        peer.on("/status", exchange -> await(over));

        assertThat(failure(wires.http.send(peer.url(), "/status", null, SHORT)).reach())
                .isEqualTo(PortReach.TIMED_OUT);
    }

    @Test
    void aPeerThatDripsItsBodyEndsByTheTimeout() {
        peer.on("/status", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await(over);
        });

        assertThat(failure(wires.http.send(peer.url(), "/status", null, SHORT)).reach())
                .isEqualTo(PortReach.TIMED_OUT);
    }

    @Test
    void aClosedPortRefuses() {
        PeerUrl nobody = PeerUrl.parse("http://127.0.0.1:" + Wires.closedPort());

        DialFailure why = failure(wires.http.send(nobody, "/status", null, PATIENT));

        assertThat(why.reach()).isEqualTo(PortReach.REFUSED);
        assertThat(why.connected()).isFalse();
    }

    @Test
    void aNameWithoutAddressIsUnresolved() {
        PeerUrl nowhere = PeerUrl.parse("http://nowhere.invalid:8001");

        assertThat(failure(wires.http.send(nowhere, "/status", null, PATIENT)).reach())
                .isEqualTo(PortReach.UNRESOLVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::ffff:127.0.0.1]"})
    void aLearnedLoopbackAddressIsNotDialledByAPeerThatOthersCanReach(String host) {
        try (Wires open = new Wires(false, Wires.NOBODY)) {
            PeerUrl learned = PeerUrl.parse("http://" + host + ":" + peer.port());

            assertThat(failure(open.http.send(learned, "/status", null, PATIENT))
                            .reach())
                    .isEqualTo(PortReach.LOOPBACK_ADVERTISED);
            assertThat(peer.asked).isEmpty();
        }
    }

    @Test
    void aConfiguredLoopbackAddressIsDialledByAnyPeer() {
        try (Wires open = new Wires(false, peer.url()::equals)) {
            assertThat(open.http
                            .send(peer.url(), "/status", null, PATIENT)
                            .join()
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "[fd00:ec2::254]", "168.63.129.16"})
    void aMetadataAddressIsNotDialledThoughConfigured(String host) {
        try (Wires all = new Wires(true, url -> true)) {
            PeerUrl metadata = PeerUrl.parse("http://" + host + ":80");

            assertThat(failure(all.http.send(metadata, "/status", null, PATIENT))
                            .reach())
                    .isEqualTo(PortReach.FORBIDDEN_ADDRESS);
        }
    }

    private static DialFailure failure(CompletableFuture<?> future) {
        return DialFailure.of(
                catchThrowable(() -> future.orTimeout(10, TimeUnit.SECONDS).join()));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
