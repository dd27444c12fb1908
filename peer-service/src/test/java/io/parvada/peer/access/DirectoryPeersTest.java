package io.parvada.peer.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.ClusterMember;
import io.parvada.peer.FreePorts;
import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.peer.credential.CredentialIssuer;
import io.parvada.peer.identity.Self;
import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.credential.Grant;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.credential.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A directory and two peers that log in at it, none of which lets anyone in without its credential. */
class DirectoryPeersTest {

    private static final String ADMIN_PASSWORD = "an admin's password";
    private static final String PASSWORD = "a peer's password";

    @TempDir
    static Path home;

    private static RunningPeer directory;
    private static RunningPeer one;
    private static RunningPeer two;
    private static CallSigner ana;

    @BeforeAll
    static void start() throws IOException {
        int port = FreePorts.next();
        String url = "http://localhost:" + port;
        String adminFile = ClusterMember.secretFile(home, ADMIN_PASSWORD);
        directory = RunningPeer.start(
                home.resolve("directory"),
                "directory",
                "peer.rest_port=" + port,
                "peer.self_url=" + url,
                "peer.access=directory",
                "peer.directory.enabled=true",
                "peer.directory.admin_password_file=" + adminFile,
                "peer.directory.urls=" + url,
                "peer.directory.name=admin",
                "peer.directory.password_file=" + adminFile);
        for (String account : List.of("one", "two", "ana")) {
            assertThat(send(
                                    port,
                                    "POST",
                                    "/directory/accounts",
                                    "{\"name\":\"" + account + "\",\"password\":\"" + PASSWORD + "\"}",
                                    Map.of("Authorization", "Bearer " + token()))
                            .status())
                    .isEqualTo(201);
        }
        one = peer("one", url);
        two = peer("two", url);
        Files.writeString(two.share().resolve("hello.txt"), "hello from two");
        ana = login(port);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> alive(one).contains("two")
                        && alive(two).contains("one")
                        && get(two, "/files").at("/files/0/root").isString());
    }

    @AfterAll
    static void stop() {
        List.of(two, one, directory).forEach(RunningPeer::close);
    }

    @Test
    void whoIsLoggedInSearchesAtAnyPeerWhichChecksAlone() throws IOException {
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        !get(one, "/search?query=hello&timeout=5s").path("hits").isEmpty());

        assertThat(get(one, "/search?query=hello&timeout=5s")
                        .at("/hits/0/peers/0/name")
                        .asString())
                .isEqualTo("two");
        assertThat(home.resolve("one").resolve("state").resolve("directory-keys.json"))
                .content()
                .contains("\"kty\":\"EC\"")
                .doesNotContain("\"d\":");
    }

    @Test
    void accountWithoutTheScopeIsNoAdmin() throws IOException {
        RawHttp.Answer answer =
                send(one.restPort(), "DELETE", "/files/x", "", ana.headers(id(one), "DELETE", "/files/x"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("this needs the scope admin");
    }

    @Test
    void nobodyElseIsLetIn() throws IOException {
        HolderKey key = HolderKey.generate();
        String forged = new CredentialIssuer(HolderKey.generate(), Clock.systemUTC(), () -> "1")
                .issue(new Grant("ana", null, key.thumbprint(), Set.of(Scope.READ)), Duration.ofHours(1))
                .credential();

        assertThat(send(one.restPort(), "GET", "/status", "", Map.of()).status())
                .isEqualTo(401);
        assertThat(send(one.restPort(), "GET", "/status", "", new ClusterMember().headers(id(one), "GET", "/status"))
                        .text())
                .contains("a credential is signed by ES256 here");
        assertThat(send(
                                one.restPort(),
                                "GET",
                                "/status",
                                "",
                                signer(key, forged).headers(id(one), "GET", "/status"))
                        .text())
                .contains("the credential is signed by a key that this peer's directory does not know");
    }

    private static RunningPeer peer(String name, String directoryUrl) {
        return RunningPeer.start(
                home.resolve(name),
                name,
                "peer.access=directory",
                "peer.friend_primary=" + directoryUrl,
                "peer.directory.urls=" + directoryUrl,
                "peer.directory.name=" + name,
                "peer.directory.password_file=" + ClusterMember.secretFile(home, PASSWORD));
    }

    private static CallSigner login(int port) throws IOException {
        HolderKey key = HolderKey.generate();
        String proof = signer(key, "").proof(id(directory), "POST", "/directory/login");
        RawHttp.Answer answer = send(
                port,
                "POST",
                "/directory/login",
                "{\"name\":\"ana\",\"password\":\"" + PASSWORD + "\",\"peer\":{\"id\":\"" + key.id() + "\"}}",
                Map.of("DPoP", proof));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return signer(key, tree(answer).get("credential").asString());
    }

    private static CallSigner signer(HolderKey key, String credential) {
        return new CallSigner(
                key,
                () -> credential,
                Clock.systemUTC(),
                () -> UUID.randomUUID().toString());
    }

    private static Set<String> alive(RunningPeer peer) throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode known : get(peer, "/peers").path("peers")) {
            if (known.get("state").asString().equals("alive")) {
                names.add(known.get("name").asString());
            }
        }
        return names;
    }

    private static JsonNode get(RunningPeer peer, String target) throws IOException {
        String path = target.replaceFirst("\\?.*", "");
        return tree(send(peer.restPort(), "GET", target, "", ana.headers(id(peer), "GET", path)));
    }

    private static RawHttp.Answer send(int port, String method, String target, String body, Map<String, String> headers)
            throws IOException {
        List<String> lines =
                new ArrayList<>(List.of("Content-Type: application/json", "Content-Length: " + body.length()));
        headers.forEach((name, value) -> lines.add(name + ": " + value));
        try (RawHttp http = new RawHttp(port)) {
            return http.head(method + " " + target + " HTTP/1.1", lines.toArray(String[]::new))
                    .send(body.getBytes(StandardCharsets.UTF_8))
                    .answer(false);
        }
    }

    private static String token() throws IOException {
        return Files.readString(directory.state().resolve("admin-token")).strip();
    }

    private static String id(RunningPeer peer) {
        return peer.bean(Self.class).id().value();
    }

    private static JsonNode tree(RawHttp.Answer answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
