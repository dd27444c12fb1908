package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.parvada.peer.DirectoryUser;
import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** Section 6 of the contract, from a real peer that is a directory. */
@ExtendWith(OutputCaptureExtension.class)
class DirectoryOverHttpTest {

    private static final String PASSWORD = "correct horse";
    private static final String FIRST = "battery staple";

    @TempDir
    static Path home;

    private static RunningPeer directory;
    private static RunningPeer plain;

    private final DirectoryUser one = new DirectoryUser("one");
    private final DirectoryUser two = new DirectoryUser("two");

    @BeforeAll
    static void start() throws IOException {
        Path first = Files.writeString(home.resolve("first"), FIRST + "\n");
        directory = RunningPeer.start(
                home.resolve("directory"),
                "directory",
                "peer.directory.enabled=true",
                "peer.directory.lease=60s",
                "peer.directory.admin_password_file=" + first);
        plain = RunningPeer.start(home.resolve("plain"), "plain");
        for (String name : List.of("ana", "bob")) {
            String body = "{\"name\": \"%s\", \"password\": \"%s\"}".formatted(name, PASSWORD);
            assertThat(call("POST", "/directory/accounts", body).statusCode()).isEqualTo(201);
        }
    }

    @AfterAll
    static void stop() {
        plain.close();
        directory.close();
    }

    @BeforeEach
    void logIn() throws IOException {
        assertThat(one.logIn(directory.url(), "ana", PASSWORD).statusCode()).isEqualTo(200);
        assertThat(two.logIn(directory.url(), "bob", PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void aLoginAnswersWithACredentialItsEndAndTheLease() throws IOException {
        JsonNode granted = DirectoryUser.json(one.logIn(directory.url(), "ana", PASSWORD));
        assertThat(granted.propertyNames()).containsExactly("credential", "expires_at", "lease_seconds");
        assertThat(granted.get("lease_seconds").asLong()).isEqualTo(60);
        JsonNode peers = DirectoryUser.json(call("GET", "/directory/peers?limit=1000", null));
        assertThat(peers.get("peers")
                        .valueStream()
                        .filter(peer -> peer.get("id").asString().equals(one.id())))
                .singleElement()
                .satisfies(peer -> {
                    assertThat(peer.propertyNames())
                            .containsExactly("id", "name", "url", "grpc", "addresses", "key", "expires_at");
                    assertThat(peer.get("key").asString()).isEqualTo(one.key());
                });
        assertThat(peers.toString()).doesNotContain(one.credential()).doesNotContain("credential");
    }

    @Test
    void aRenewalGivesANewCredential() throws IOException {
        JsonNode granted = DirectoryUser.json(one.call(directory.url(), "POST", "/directory/renew", null));
        assertThat(granted.get("credential").asString()).isNotEqualTo(one.credential());
        assertThat(granted.get("lease_seconds").asLong()).isEqualTo(60);
    }

    @Test
    void whatIsPublishedIsFoundAsInASearch() throws IOException {
        publish(one, 0, entry("shared.txt", 5), entry("only-one.txt", 6));
        publish(two, 0, entry("shared.txt", 5));
        JsonNode answer = query("query=shared");
        assertThat(answer.propertyNames()).containsExactly("query", "limit", "hits", "next", "truncated");
        JsonNode hit = answer.at("/hits/0");
        assertThat(hit.propertyNames()).containsExactly("name", "size", "sha256", "root", "peers");
        assertThat(hit.get("peers").valueStream().map(peer -> peer.get("id").asString()))
                .containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(hit.at("/peers/0").propertyNames()).containsExactly("id", "name", "url", "grpc", "addresses");
        assertThat(query("root=" + "ab".repeat(32)).get("hits").size()).isEqualTo(2);
        assertThat(query("filename=only-one.txt").get("hits").size()).isEqualTo(1);
        assertThat(reason(call("GET", "/directory/query", null))).isEqualTo("INVALID_REQUEST");
        assertThat(reason(call("GET", "/directory/query?query=a&filename=b", null)))
                .isEqualTo("INVALID_REQUEST");
    }

    @Test
    void deltasGoOnFromTheLastEpochAndAWrongOneIsStale() throws IOException {
        long epoch = publish(one, 0, entry("a.txt", 1), entry("b.txt", 2));
        String delta = "{\"base\": %d, \"added\": [%s], \"removed\": [\"a.txt\"]}";
        HttpResponse<String> next =
                one.call(directory.url(), "PUT", "/directory/index", delta.formatted(epoch, entry("c.txt", 3)));
        assertThat(DirectoryUser.json(next).get("count").asLong()).isEqualTo(2);
        HttpResponse<String> stale =
                one.call(directory.url(), "PUT", "/directory/index", delta.formatted(epoch, entry("d.txt", 3)));
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(reason(stale)).isEqualTo("STALE_BASE");
    }

    @Test
    void whoLogsOutIsGoneFromAnswers() throws IOException {
        publish(one, 0, entry("parting.txt", 5));
        assertThat(query("query=parting").get("hits").size()).isEqualTo(1);
        assertThat(one.call(directory.url(), "POST", "/directory/logout", null).statusCode())
                .isEqualTo(204);
        assertThat(query("query=parting").get("hits").size()).isZero();
        assertThat(reason(one.call(directory.url(), "POST", "/directory/renew", null)))
                .isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void aMillionNamesInOneBodyAreTooLarge() throws IOException {
        String many = IntStream.range(0, 10_001).mapToObj(i -> "\"f" + i + "\"").collect(Collectors.joining(","));
        HttpResponse<String> tenThousand =
                one.call(directory.url(), "PUT", "/directory/index", "{\"base\": 0, \"removed\": [" + many + "]}");
        assertThat(tenThousand.statusCode()).isEqualTo(413);
        assertThat(reason(tenThousand)).isEqualTo("TOO_LARGE");
        assertThat(answerTo("Content-Length: 250000000", "{")).isEqualTo(413);
        String entries = "{\"name\":\"f\",\"size\":1},".repeat(10_001);
        assertThat(answerTo("Transfer-Encoding: chunked", "{\"base\": 0, \"added\": [" + entries))
                .isEqualTo(413);
    }

    /** Of a body that goes on, of which this is the beginning. */
    private int answerTo(String length, String beginning) throws IOException {
        Map<String, String> shown = one.headers(directory.url(), "PUT", "/directory/index");
        try (RawHttp http = new RawHttp(directory.restPort())) {
            http.head(
                    "PUT /directory/index HTTP/1.1",
                    "Content-Type: application/json",
                    length,
                    "Authorization: " + shown.get("Authorization"),
                    "DPoP: " + shown.get("DPoP"));
            boolean chunked = length.endsWith("chunked");
            String size = chunked ? Integer.toHexString(beginning.length()) + "\r\n" : "";
            http.send((size + beginning).getBytes(StandardCharsets.US_ASCII));
            return http.answer(false).status();
        }
    }

    @Test
    void wrongBodiesAreRefusedWithASentence() throws IOException {
        List<List<String>> wrong = List.of(
                List.of("{}", "INVALID_REQUEST"),
                List.of("{\"base\": -1}", "INVALID_REQUEST"),
                List.of("{\"base\": \"0\"}", "INVALID_REQUEST"),
                List.of("{\"base\": 0, \"added\": [null]}", "INVALID_REQUEST"),
                List.of("{\"base\": 0, \"added\": [{\"name\": \"a\"}]}", "INVALID_REQUEST"),
                List.of("{\"base\": 0, \"added\": [{\"name\": \"../a\", \"size\": 1}]}", "INVALID_NAME"),
                List.of("{\"base\": 0, \"added\": [{\"name\": \"a\", \"size\": -1}]}", "INVALID_REQUEST"),
                List.of("{\"base\": 0, \"removed\": [\"/etc\"]}", "INVALID_NAME"));
        for (List<String> each : wrong) {
            HttpResponse<String> answer = one.call(directory.url(), "PUT", "/directory/index", each.get(0));
            assertThat(List.of(answer.statusCode(), reason(answer))).isEqualTo(List.of(400, each.get(1)));
        }
    }

    @Test
    void withoutACredentialOrWithAReplayedCallNobodyPublishes() throws IOException {
        String body = "{\"base\": 0}";
        assertThat(reason(call("PUT", "/directory/index", body))).isEqualTo("UNAUTHENTICATED");
        Map<String, String> headers = one.headers(directory.url(), "PUT", "/directory/index");
        assertThat(DirectoryUser.send(directory.url(), "PUT", "/directory/index", body, headers)
                        .statusCode())
                .isEqualTo(200);
        assertThat(reason(DirectoryUser.send(directory.url(), "PUT", "/directory/index", body, headers)))
                .isEqualTo("UNAUTHENTICATED");
        Map<String, String> forAnother = one.headers(plain.url(), "PUT", "/directory/index");
        assertThat(reason(DirectoryUser.send(directory.url(), "PUT", "/directory/index", body, forAnother)))
                .isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void aLoginForAnothersIdIsRefused() throws IOException {
        String forOne = one.login("ana", PASSWORD);
        Map<String, String> proofOfTwo = Map.of(
                "DPoP", two.headers(directory.url(), "POST", "/directory/login").get("DPoP"));
        HttpResponse<String> answer =
                DirectoryUser.send(directory.url(), "POST", "/directory/login", forOne, proofOfTwo);
        assertThat(reason(answer)).isEqualTo("UNAUTHENTICATED");
        assertThat(reason(call("POST", "/directory/login", forOne))).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void accountsAreKeptByAdministratorsAlone() throws IOException {
        JsonNode accounts = DirectoryUser.json(call("GET", "/directory/accounts", null));
        assertThat(accounts.get("accounts")
                        .valueStream()
                        .map(each -> each.get("name").asString()))
                .contains("admin", "ana", "bob");
        assertThat(accounts.toString()).doesNotContain("$2").doesNotContain(PASSWORD);
        assertThat(reason(one.call(directory.url(), "GET", "/directory/accounts", null)))
                .isEqualTo("FORBIDDEN");
        DirectoryUser admin = new DirectoryUser("admin");
        assertThat(admin.logIn(directory.url(), "admin", FIRST).statusCode()).isEqualTo(200);
        String carol = "{\"name\": \"carol\", \"password\": \"%s\", \"scopes\": [\"read\"]}".formatted(PASSWORD);
        HttpResponse<String> made = admin.call(directory.url(), "POST", "/directory/accounts", carol);
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.body()).doesNotContain(PASSWORD);
        assertThat(reason(admin.call(directory.url(), "POST", "/directory/accounts", carol)))
                .isEqualTo("ALREADY_EXISTS");
        DirectoryUser reader = new DirectoryUser("reader");
        reader.logIn(directory.url(), "carol", PASSWORD);
        assertThat(reason(reader.call(directory.url(), "PUT", "/directory/index", "{\"base\": 0}")))
                .isEqualTo("FORBIDDEN");
        assertThat(admin.call(directory.url(), "DELETE", "/directory/accounts/carol", null)
                        .statusCode())
                .isEqualTo(204);
        assertThat(reason(reader.call(directory.url(), "POST", "/directory/renew", null)))
                .isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void theKeysThatProveCredentialsAreThere() throws IOException {
        JsonNode keys =
                DirectoryUser.json(call("GET", "/directory/jwks.json", null)).get("keys");
        assertThat(keys.size()).isEqualTo(1);
        assertThat(keys.get(0).propertyNames())
                .contains("kty", "crv", "x", "y", "kid")
                .doesNotContain("d");
    }

    @Test
    void passwordsAndCredentialsAreInNoLog(CapturedOutput output) throws IOException {
        one.logIn(directory.url(), "ana", PASSWORD);
        call("POST", "/directory/login", "{\"name\": \"ana\", \"password\": \"" + PASSWORD + "\", \"peer\": 7}");
        call("POST", "/directory/accounts", "{\"name\": \"!\", \"password\": \"" + PASSWORD + "\"}");
        assertThat(output.getAll())
                .contains("/directory/login")
                .doesNotContain(PASSWORD)
                .doesNotContain(FIRST)
                .doesNotContain(one.credential());
    }

    @Test
    void aPeerWithoutTheRoleHasNoSuchRoutes() throws IOException {
        for (String path : List.of("query?query=a", "peers", "jwks.json", "accounts")) {
            HttpResponse<String> answer = DirectoryUser.send(plain.url(), "GET", "/directory/" + path, null, Map.of());
            assertThat(tuple(answer.statusCode(), reason(answer))).isEqualTo(tuple(404, "ROUTE_NOT_FOUND"));
        }
    }

    private long publish(DirectoryUser user, long base, String... entries) throws IOException {
        String body = "{\"base\": %d, \"added\": [%s]}".formatted(base, String.join(",", entries));
        HttpResponse<String> answer = user.call(directory.url(), "PUT", "/directory/index", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return DirectoryUser.json(answer).get("epoch").asLong();
    }

    private static String entry(String name, long size) {
        return "{\"name\": \"%s\", \"size\": %d, \"root\": \"%s\", \"sha256\": null}"
                .formatted(name, size, "ab".repeat(32));
    }

    private static JsonNode query(String parameters) throws IOException {
        return DirectoryUser.json(call("GET", "/directory/query?" + parameters, null));
    }

    private static HttpResponse<String> call(String method, String path, String body) throws IOException {
        return DirectoryUser.send(directory.url(), method, path, body, Map.of());
    }

    private static String reason(HttpResponse<String> answer) {
        return DirectoryUser.json(answer).path("reason").asString("none");
    }
}
