package io.parvada.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import io.parvada.cli.peer.Json;
import io.parvada.transfer.credential.CallSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Logging in, and what is shown to a peer that asks who calls. */
class AccountActionsTest {

    private static final String ID = "abcdefghijklmnopqrstuvwxyz";

    @TempDir
    Path home;

    private final TestPeer peer = new TestPeer("peer1", ID);
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final List<String> proofs = new CopyOnWriteArrayList<>();
    private Path session;

    @BeforeEach
    void start() {
        session = home.resolve("config").resolve("session.json");
        peer.on("/actuator/health/liveness", exchange -> answer(exchange, 200, "{}"));
        peer.on("/directory/login", exchange -> {
            keep(exchange);
            answer(
                    exchange,
                    200,
                    "{\"credential\":\"header.claims.signature\",\"expires_at\":\"2030-01-01T00:00:00Z\"}");
        });
        peer.on("/status", exchange -> {
            keep(exchange);
            boolean shown = exchange.getRequestHeaders().containsKey("DPoP");
            answer(
                    exchange,
                    shown ? 200 : 401,
                    shown
                            ? "{\"peer\":{\"name\":\"peer1\"}}"
                            : "{\"reason\":\"UNAUTHENTICATED\",\"detail\":\"who are you\"}");
        });
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    @Test
    void loginProvesAKeyAndKeepsItForTheUserAlone() throws Exception {
        Cli.Said said = login();

        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out())
                .startsWith("logged in as ana at http://localhost:")
                .doesNotContain("signature", "secret");
        JsonNode kept = Json.parse(Files.readAllBytes(session));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(session)))
                .isEqualTo("rw-------");
        SignedJWT proof = SignedJWT.parse(proofs.get(0));
        ECKey key = ECKey.parse(kept.get("key").toString());
        assertThat(proof.verify(new ECDSAVerifier(key))).isTrue();
        assertThat(proof.getJWTClaimsSet().getAudience()).containsExactly(ID);
        assertThat(proof.getJWTClaimsSet().getClaim("htu")).isEqualTo("/directory/login");
        JsonNode body = Json.parse(bodies.get(0).getBytes(StandardCharsets.UTF_8));
        assertThat(body.at("/name").asString()).isEqualTo("ana");
        assertThat(body.at("/password").asString()).isEqualTo("the secret");
        assertThat(body.at("/peer/id").asString()).hasSize(26);
    }

    @Test
    void credentialIsShownToAPeerThatAsksAndToNoOther() throws Exception {
        login();
        peer.on("/files", exchange -> {
            keep(exchange);
            answer(exchange, 200, "{\"files\":[],\"next\":null}");
        });
        peer.asked(environment(), "list");
        assertThat(authorizations).containsExactly("null");

        Cli.Said said = peer.asked(environment(), "status");

        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(authorizations).containsExactly("null", "null", "DPoP header.claims.signature");
        SignedJWT proof = SignedJWT.parse(proofs.get(proofs.size() - 1));
        assertThat(proof.getJWTClaimsSet().getClaim("ath")).isEqualTo(CallSigner.hash("header.claims.signature"));
        assertThat(proof.getJWTClaimsSet().getClaim("htu")).isEqualTo("/status");
    }

    @Test
    void logoutTellsTheDirectoryAndForgets() throws Exception {
        login();
        peer.on("/directory/logout", exchange -> {
            keep(exchange);
            answer(exchange, 204, "");
        });

        assertThat(Cli.run(environment(), new io.parvada.cli.session.Interrupts(), "logout")
                        .out())
                .isEqualTo("logged out ana\n");
        assertThat(authorizations).last().isEqualTo("DPoP header.claims.signature");
        assertThat(session).doesNotExist();
        assertThat(peer.asked(environment(), "logout").out()).startsWith("nobody is logged in");
        assertThat(peer.asked(environment(), "status").exit()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void logoutForgetsAlsoWhereTheDirectoryIsAway() throws Exception {
        login();
        peer.problem("/directory/logout", 503, "BUSY", "the store is away");

        assertThat(peer.asked(environment(), "logout").exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(session).doesNotExist();
    }

    @Test
    void sessionThatOthersCanReadIsRefused() throws Exception {
        login();
        Files.setPosixFilePermissions(session, PosixFilePermissions.fromString("rw-r--r--"));

        Cli.Said said = peer.asked(environment(), "status");

        assertThat(said.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(said.err()).contains("is open to other users of this machine; chmod 600");
    }

    @Test
    void secretOfTheClusterMakesACredentialForARun() throws Exception {
        Path secret = privateFile("secret", "a-secret-of-more-than-thirty-two-characters\n");

        Cli.Said said = peer.asked("--cluster-secret-file", secret.toString(), "status");

        assertThat(said.exit()).as(said.err()).isZero();
        SignedJWT credential = SignedJWT.parse(authorizations.get(1).substring("DPoP ".length()));
        assertThat(credential.getJWTClaimsSet().getIssuer()).isEqualTo("parvada-cluster");
        assertThat(credential.getJWTClaimsSet().getClaim("scope")).isEqualTo("read write metrics");
        Files.writeString(secret, "short");
        assertThat(peer.asked("--cluster-secret-file", secret.toString(), "status")
                        .exit())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void tokenOfTheAskedPeerGoesWithEachCall() {
        peer.asked("--token", "secret-token", "status");
        peer.asked(Map.of("PARVADA_TOKEN", "other-token"), "status");

        assertThat(authorizations).containsExactly("Bearer secret-token", "Bearer other-token");
    }

    @Test
    void accountIsMadeWithItsScopesAndAPasswordFromAFile() throws Exception {
        peer.on("/directory/accounts", exchange -> {
            keep(exchange);
            answer(exchange, 201, "{\"name\":\"bob\"}");
        });
        Path password = privateFile("password", "bob's own\nignored\n");

        Cli.Said said = peer.asked(
                environment(),
                "account_add",
                "bob",
                "--scopes",
                "read,metrics",
                "--password-file",
                password.toString());

        assertThat(said.out()).isEqualTo("made the account bob\n");
        assertThat(bodies.get(0))
                .isEqualTo("{\"name\":\"bob\",\"password\":\"bob's own\",\"scopes\":[\"read\",\"metrics\"]}");
    }

    @Test
    void directoryIsAskedAndPublishedTo() {
        peer.json(
                "/directory/query",
                () -> "{\"query\":\"x\",\"hits\":[{\"name\":\"x.txt\",\"size\":3,\"root\":null,\"peers\":"
                        + "[{\"id\":\"a\",\"name\":\"peer2\"}]}],\"next\":\"n2\"}");
        assertThat(peer.asked(environment(), "query", "x").out())
                .contains("x.txt", "peer2", "1 hit by the directory", "--after 'n2' goes on");
        peer.json("/directory/query", () -> "{\"hits\":[],\"next\":null}");
        assertThat(peer.asked(environment(), "query", "x").exit()).isEqualTo(ExitCode.NOT_FOUND);
        peer.json("/publish", () -> "{\"epoch\":7,\"count\":3}");
        assertThat(peer.asked(environment(), "send_index").out()).isEqualTo("published 3 files, epoch 7\n");
    }

    private Cli.Said login() throws IOException {
        Path password = privateFile("password", "the secret\n");
        Cli.Said said = peer.asked(environment(), "login", "ana", "--password-file", password.toString());
        authorizations.clear();
        return said;
    }

    private Map<String, String> environment() {
        return Map.of("PARVADA_SESSION_FILE", session.toString());
    }

    private Path privateFile(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    private void keep(HttpExchange exchange) throws IOException {
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        proofs.add(String.valueOf(exchange.getRequestHeaders().getFirst("DPoP")));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().set("Parvada-Peer-Id", ID);
        TestPeer.send(exchange, status, "application/json", body);
    }
}
