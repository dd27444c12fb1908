package io.parvada.peer.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.http.ParvadaJson;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.membership.ProbeAnswer;
import io.parvada.peer.proof.Challenge;
import io.parvada.peer.proof.Proven;
import io.parvada.peer.proof.Statement;
import io.parvada.peer.proof.TestIdentity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is believed to live at an address, and what an address is sent before. */
class ProofsTest {

    private static final Duration PATIENT = Duration.ofSeconds(10);

    private final Wires wires = new Wires(true, Wires.NOBODY);
    private final FakePeer peer = new FakePeer();
    private final FakePeer honest = new FakePeer();

    @AfterEach
    void stop() {
        peer.close();
        honest.close();
        wires.close();
    }

    @Test
    void anAddressIsAskedOnceAMinuteForItsProof() {
        Proven.Place place = wires.proofs.at(peer.url(), PATIENT).join();
        wires.proofs.at(peer.url(), PATIENT).join();

        assertThat(place.proof().id()).isEqualTo(peer.id);
        assertThat(peer.asked).containsExactly("POST /identity");
        assertThat(wires.proven.keyOf(peer.id)).contains(peer.identity.keys.key());
    }

    @Test
    void aProofThatIsPassedOnIsRefusedAsItsAddressIsAnothers() {
        relayTo(honest);

        DialFailure why = failure(peer.url());
        ProbeAnswer answer = probe(peer.url());

        assertThat(why.reach()).isEqualTo(PortReach.NOT_ADVERTISED);
        assertThat(answer.peer()).isNull();
        assertThat(answer.reached().rest()).isEqualTo(PortReach.NOT_ADVERTISED);
        assertThat(answer.elsewhere().id()).isEqualTo(honest.id);
        assertThat(peer.asked).containsOnly("POST /identity");
        assertThat(honest.asked).containsOnly("POST /identity");
    }

    @Test
    void aConfiguredFriendMayHaveANameThatItDoesNotKnow() {
        PeerUrl named = PeerUrl.parse("http://127.0.0.1:" + peer.port());
        try (Wires configured = new Wires(true, named::equals)) {
            assertThat(configured.proofs.at(named, PATIENT).join().proof().id()).isEqualTo(peer.id);
        }
        assertThat(failure(named).reach()).isEqualTo(PortReach.NOT_ADVERTISED);
    }

    @Test
    void aStatementOfBeforeIsNotTakenAgain() {
        AtomicReference<String> before = new AtomicReference<>();
        peer.on("/identity", exchange -> {
            before.compareAndSet(null, peer.proof(exchange.getRequestBody().readAllBytes()));
            peer.json(exchange, 200, before.get());
        });
        wires.proofs.at(peer.url(), PATIENT).join();
        wires.proven.forget(peer.url());

        assertThat(failure(peer.url()).reach()).isEqualTo(PortReach.NOT_PROVEN);
    }

    @Test
    void aStatementForAnotherAskerIsNotTaken() {
        answer((challenge, home) ->
                peer.identity.answer(new Challenge(challenge.nonce(), new PeerId("z".repeat(26))), home));

        assertThat(failure(peer.url()).reach()).isEqualTo(PortReach.NOT_PROVEN);
    }

    @Test
    void theIdOfAnotherWithAKeyOfOnesOwnIsNotTaken() {
        answer((challenge, home) -> {
            Statement mine = peer.identity.answer(challenge, home);
            return new Statement(honest.id, mine.key(), home, mine.signature());
        });

        assertThat(failure(peer.url()).reach()).isEqualTo(PortReach.NOT_PROVEN);
    }

    @Test
    void whoeverProvesItselfAsOneAndAnswersAsAnotherIsNoPeer() {
        TestIdentity another = new TestIdentity();
        answer(another::answer);

        assertThat(probe(peer.url()).reached().rest()).isEqualTo(PortReach.WRONG_ID);
        assertThat(wires.proven.find(peer.url())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "<html>", "{\"id\":\"x\"}", "{\"addresses\":[null]}"})
    void whatIsNoStatementIsNone(String body) {
        peer.on("/identity", exchange -> peer.json(exchange, 200, body));

        assertThat(failure(peer.url()).reach()).isEqualTo(PortReach.NOT_A_PEER);
    }

    @Test
    void aStatementWithoutEndIsNotReadToItsEnd() {
        peer.on("/identity", exchange -> peer.json(exchange, 200, "{\"id\":\"" + "x".repeat(20_000) + "\"}"));

        assertThat(failure(peer.url())).hasMessageContaining("larger than");
    }

    @Test
    void aPeerThatHasNoTimeForAProofIsNotTakenForAnotherThing() {
        peer.on("/identity", exchange -> peer.json(exchange, 429, "{\"reason\":\"RATE_LIMITED\",\"detail\":\"\"}"));

        assertThat(failure(peer.url()).reach()).isEqualTo(PortReach.NOT_SERVING);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 307, 404, 500})
    void aServerThatIsNoPeerGetsTheQuestionAndNothingElse(int status) {
        for (String path : List.of("/", "/identity")) {
            peer.on(path, exchange -> {
                exchange.getResponseHeaders().set("Location", honest.url() + "/status");
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
        }

        assertThat(probe(peer.url()).reached().rest()).isEqualTo(PortReach.NOT_A_PEER);
        assertThat(catchThrowable(() -> wires.membership()
                        .probeFor(peer.url(), honest.id, PATIENT)
                        .join()))
                .isNotNull();
        assertThat(peer.asked).containsOnly("POST /identity");
        assertThat(honest.asked).isEmpty();
    }

    private void relayTo(FakePeer other) {
        HttpClient http = HttpClient.newHttpClient();
        peer.on("/identity", exchange -> {
            HttpRequest same = HttpRequest.newBuilder(URI.create(other.url() + "/identity"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(
                            exchange.getRequestBody().readAllBytes()))
                    .build();
            try {
                HttpResponse<String> answer = http.send(same, HttpResponse.BodyHandlers.ofString());
                peer.json(exchange, answer.statusCode(), answer.body());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void answer(BiFunction<Challenge, List<Endpoint>, Statement> how) {
        peer.on("/identity", exchange -> {
            Challenge challenge =
                    ParvadaJson.mapper().readValue(exchange.getRequestBody().readAllBytes(), Challenge.class);
            byte[] json = ParvadaJson.mapper().writeValueAsBytes(how.apply(challenge, peer.home()));
            peer.json(exchange, 200, new String(json, StandardCharsets.UTF_8));
        });
    }

    private ProbeAnswer probe(PeerUrl url) {
        return wires.membership().probe(new Endpoint(url, null), PATIENT).join();
    }

    private DialFailure failure(PeerUrl url) {
        return DialFailure.of(catchThrowable(() -> wires.proofs.at(url, PATIENT).join()));
    }
}
