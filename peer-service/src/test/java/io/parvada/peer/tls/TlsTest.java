package io.parvada.peer.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.peer.overlay.Overlay;
import io.parvada.peer.overlay.PeerState;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.transfer.connection.PeerChannel;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Random;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real peers that are friends by https. */
class TlsTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path home;

    private static TestCertificates certificates;
    private static RunningPeer one;
    private static RunningPeer two;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        certificates = TestCertificates.make(home.resolve("ca"), "localhost", "elsewhere.example");
        http = HttpClient.newBuilder().sslContext(certificates.trusting()).build();
        one = RunningPeer.start(home.resolve("one"), "one", certificates.settings("localhost"));
        two = RunningPeer.start(
                home.resolve("two"), "two", certificates.settings("localhost", "peer.friend_primary=" + one.url()));
        await().atMost(Duration.ofSeconds(30)).until(() -> alive(one) == 1 && alive(two) == 1);
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    @Test
    void friendsByHttpsMoveFilesOverTls() throws Exception {
        byte[] film = new byte[3_000_000];
        new Random(6).nextBytes(film);
        Files.write(one.share().resolve("film.bin"), film);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> get(one, "/files?query=film.bin").contains("\"root\":\""));

        assertThat(http.send(
                                HttpRequest.newBuilder(one.uri("/files/film.bin"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray())
                        .body())
                .isEqualTo(film);
        assertThat(post(two, "/downloads", "{\"name\":\"film.bin\"}").statusCode())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(two.share().resolve("film.bin")));
        assertThat(two.share().resolve("film.bin")).hasBinaryContent(film);
    }

    @Test
    void aSearchReachesAFriendOverTls() throws Exception {
        Files.writeString(one.share().resolve("of-one.txt"), "x");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> JSON.readTree(get(two, "/search?query=of-one"))
                                .get("hits")
                                .size()
                        == 1);
    }

    @Test
    void neitherPortSpeaksPlaintext() throws IOException {
        assertThat(RawHttp.ask(one.restPort(), "GET /status HTTP/1.1").status()).isEqualTo(400);
        try (PeerChannel plain = PeerChannel.to(one.grpc())) {
            assertThatThrownBy(() ->
                            FileTransferGrpc.newBlockingStub(plain.channel()).stat(FileRef.getDefaultInstance()))
                    .hasMessageContaining("UNAVAILABLE");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "self-signed", "wrong name"})
    void aPeerWhoseCertificateDoesNotHoldIsNotMet(String what) throws Exception {
        String[] settings = what.equals("wrong name")
                ? certificates.settings("elsewhere.example")
                : certificates.of(what, "localhost").settings("localhost");
        try (RunningPeer wrong = RunningPeer.start(home.resolve(what), "wrong", settings)) {
            HttpResponse<String> answer = post(one, "/peers", "{\"url\":\"" + wrong.url() + "\"}");

            assertThat(answer.statusCode()).isEqualTo(502);
            JsonNode problem = JSON.readTree(answer.body());
            assertThat(problem.get("reason").asString()).isEqualTo("PEER_UNREACHABLE");
            assertThat(problem.get("detail").asString()).contains("REST at " + wrong.url(), "certificate");
            assertThat(alive(wrong)).isZero();
        }
    }

    @Test
    void aPeerWithoutTlsIsNoPeerByHttpsAndTheOtherWayRound() throws Exception {
        try (RunningPeer plain = RunningPeer.start(home.resolve("plain"), "plain")) {
            String https = plain.url().replace("http:", "https:");
            assertThat(post(one, "/peers", "{\"url\":\"" + https + "\"}").body())
                    .contains("certificate");
            assertThat(post(one, "/peers", "{\"url\":\"" + one.url().replace("https:", "http:") + "\"}")
                            .statusCode())
                    .isEqualTo(502);
        }
    }

    @Test
    void aCertificateThatChangesOnDiskIsShownByBothPortsWithoutARestart() throws Exception {
        TestCertificates own = TestCertificates.make(home.resolve("renewed"), "localhost");
        try (RunningPeer peer = RunningPeer.start(home.resolve("third"), "third", own.settings("localhost"))) {
            BigInteger before = own.certificate("localhost").getSerialNumber();
            assertThat(shown(own, peer.restPort())).isEqualTo(before);
            assertThat(shown(own, peer.grpcPort())).isEqualTo(before);

            own.renew("localhost");

            BigInteger after = own.certificate("localhost").getSerialNumber();
            assertThat(after).isNotEqualTo(before);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> shown(own, peer.restPort()).equals(after)
                            && shown(own, peer.grpcPort()).equals(after));
        }
    }

    /** The serial number of what a port shows. */
    private static BigInteger shown(TestCertificates trusted, int port) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) trusted.trusting().getSocketFactory().createSocket("localhost", port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    private static int alive(RunningPeer peer) {
        return peer.bean(Overlay.class).counts().get(PeerState.ALIVE);
    }

    private static String get(RunningPeer peer, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(peer.uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static HttpResponse<String> post(RunningPeer peer, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(peer.url() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
