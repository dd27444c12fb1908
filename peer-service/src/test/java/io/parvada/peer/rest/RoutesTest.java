package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.transfer.content.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shapes of section 2 of the contract, from two real peers that are friends. */
class RoutesTest {

    @TempDir
    static Path home;

    private static RunningPeer one;
    private static RunningPeer two;

    @BeforeAll
    static void start() throws IOException {
        one = RunningPeer.start(home.resolve("one"), "one");
        two = RunningPeer.start(home.resolve("two"), "two", "peer.friend_primary=" + one.url());
        Files.writeString(one.share().resolve("hello.txt"), "hello");
        Files.writeString(two.share().resolve("other.txt"), "other");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> json(one, "/peers")
                                .at("/peers/0/state")
                                .asString("")
                                .equals("alive")
                        && json(two, "/peers").at("/peers/0/state").asString("").equals("alive")
                        && !json(one, "/files").at("/files/0/sha256").isNull()
                        && !json(two, "/files").at("/files/0/sha256").isNull()
                        && json(one, "/files").at("/files/0/name").asString("").equals("hello.txt")
                        && json(two, "/files").at("/files/0/name").asString("").equals("other.txt"));
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    @Test
    void statusTellsWhoThisIsAndHowItIs() throws IOException {
        JsonNode status = json(one, "/status");

        assertThat(names(status))
                .containsExactly(
                        "peer",
                        "version",
                        "started_at",
                        "uptime_seconds",
                        "access",
                        "files",
                        "peers",
                        "transfers",
                        "summary_version",
                        "neighbours_version");
        assertThat(names(status.get("peer"))).containsExactly("id", "name", "url", "grpc", "addresses");
        assertThat(names(status.get("files"))).containsExactly("count", "bytes", "indexing");
        assertThat(names(status.at("/files/indexing"))).containsExactly("state", "done", "total");
        assertThat(names(status.get("peers"))).containsExactly("alive", "suspect", "dead");
        assertThat(status.at("/files/indexing/state").asString()).isEqualTo("idle");
        assertThat(status.at("/files/bytes").asLong()).isEqualTo(5);
        assertThat(status.at("/peer/url").asString()).isEqualTo(one.url());
        assertThat(status.get("access").asString()).isEqualTo("open");
        assertThat(Instant.parse(status.get("started_at").asString())).isBefore(Instant.now());
    }

    @Test
    void filesAreListedWithWhereTheyAre() throws IOException {
        JsonNode listing = json(one, "/files?limit=5000");

        assertThat(names(listing)).containsExactly("peer", "files", "next");
        JsonNode file = listing.at("/files/0");
        assertThat(names(file)).containsExactly("name", "size", "modified", "sha256", "root", "rest_url", "grpc");
        assertThat(file.get("rest_url").asString()).isEqualTo(one.url() + "/files/hello.txt");
        assertThat(file.get("sha256").asString()).isEqualTo(sha256("hello"));
        assertThat(listing.get("next").isNull()).isTrue();
    }

    @Test
    void peersAreKnownWithTheirState() throws IOException {
        JsonNode peers = json(one, "/peers");

        assertThat(names(peers)).containsExactly("self", "peers");
        assertThat(names(peers.at("/peers/0")))
                .containsExactly(
                        "id", "name", "url", "grpc", "addresses", "state", "last_seen", "rtt_ms", "files", "conflict");
        assertThat(peers.at("/peers/0/name").asString()).isEqualTo("two");
    }

    @Test
    void aSearchFindsWhatTheFriendShares() throws IOException {
        JsonNode answer = json(one, "/search?query=.txt&explain=true&timeout=5s&ttl=255&fanout=1000000");

        assertThat(names(answer))
                .containsExactly(
                        "query",
                        "id",
                        "ttl",
                        "fanout",
                        "limit",
                        "timeout_ms",
                        "hits",
                        "coverage",
                        "complete",
                        "truncated",
                        "took_ms",
                        "explain");
        assertThat(names(answer.at("/hits/0"))).containsExactly("name", "size", "sha256", "root", "peers");
        assertThat(names(answer.get("coverage")))
                .containsExactly(
                        "strategy",
                        "known",
                        "asked",
                        "answered",
                        "pruned",
                        "duplicates",
                        "messages",
                        "max_hops",
                        "unreachable");
        assertThat(answer.get("hits").valueStream().map(hit -> hit.get("name").asString()))
                .containsExactlyInAnyOrder("hello.txt", "other.txt");
        assertThat(answer.get("complete").asBoolean()).isTrue();
        assertThat(answer.get("ttl").asInt()).isLessThan(255);
        assertThat(answer.get("fanout").asInt()).isLessThan(1_000_000);
        assertThat(answer.get("timeout_ms").asLong()).isEqualTo(5000);
    }

    @Test
    void aSearchByRootSaysTheRootInPlaceOfTheQuery() throws IOException {
        JsonNode answer = json(one, "/search?root=" + sha256("other"));

        assertThat(answer.get("root").asString()).isEqualTo(sha256("other"));
        assertThat(answer.has("query")).isFalse();
        assertThat(answer.has("explain")).isFalse();
        assertThat(answer.at("/hits/0/name").asString()).isEqualTo("other.txt");
    }

    @Test
    void aFileIsLocatedOnTheFriendAndItsUrlServesIt() throws IOException {
        JsonNode answer = json(one, "/locate?filename=other.txt");

        assertThat(answer.get("found").asBoolean()).isTrue();
        JsonNode source = answer.at("/sources/0");
        assertThat(names(source)).containsExactly("peer", "name", "size", "sha256", "root", "download_url");
        assertThat(source.get("download_url").asString()).isEqualTo(two.url() + "/files/other.txt");
        assertThat(json(one, "/locate?filename=nobody.txt").get("found").asBoolean())
                .isFalse();
    }

    @Test
    void curlCanPlayAPeer() throws IOException {
        String id = json(two, "/status").at("/peer/id").asString();
        String query = "{\"id\":\"0190d0a0-0000-7000-8000-000000000001\",\"origin_id\":\"" + id
                + "\",\"asked\":[],\"query\":\"hello\",\"ttl\":1,\"fanout\":1,\"limit\":10,\"deadline_ms\":1000}";

        RawHttp.Answer answer = post(one, "/search", query);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("\"name\":\"hello.txt\"");
    }

    @Test
    void aKnownPeerIsAddedAgainWithoutHarm() throws IOException {
        RawHttp.Answer answer = post(one, "/peers", "{\"url\":\"" + two.url() + "\",\"grpc\":\"" + two.grpc() + "\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(tree(answer).get("name").asString()).isEqualTo("two");
    }

    @Test
    void bootstrapTellsWhomItRegisteredWith() throws IOException {
        JsonNode report = tree(post(two, "/bootstrap", ""));

        assertThat(names(report)).containsExactly("registered", "failed", "peers");
        assertThat(report.at("/registered/0/name").asString()).isEqualTo("one");
    }

    @Test
    void anIntroductionIsAnsweredWithHowTheCallerWasReached() throws IOException {
        String self = json(two, "/status").get("peer").toString();

        JsonNode answer = tree(post(one, "/register", "{\"peer\":" + self + ",\"protocol\":1,\"later\":{}}"));

        assertThat(names(answer)).containsExactly("peer", "peers", "reached");
        assertThat(answer.at("/reached/rest").asString()).isEqualTo("ok");
        assertThat(answer.at("/reached/grpc").asString()).isEqualTo("ok");
        assertThat(answer.at("/reached/reason").isNull()).isTrue();
    }

    @Test
    void aKnownPeerIsProbedForAnotherAndAnUnknownOneIsNot() throws IOException {
        String known = json(two, "/status").at("/peer/id").asString();

        JsonNode answer = tree(post(one, "/probe", "{\"id\":\"" + known + "\"}"));
        RawHttp.Answer unknown = post(one, "/probe", "{\"id\":\"" + "a".repeat(26) + "\"}");

        assertThat(names(answer)).containsExactly("reached");
        assertThat(answer.get("reached").asBoolean()).isTrue();
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(tree(unknown).get("reason").asString()).isEqualTo("PEER_NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "100000"})
    void theEchoServicesMoveExactlyTheBytes(int count) throws IOException {
        RawHttp.Answer down = RawHttp.ask(one.restPort(), "GET /echo/download?bytes=" + count + " HTTP/1.1");
        assertThat(down.body()).hasSize(count);

        JsonNode up = tree(post(one, "/echo/upload", "x".repeat(count)));
        assertThat(names(up)).containsExactly("received_bytes", "sha256", "took_ms");
        assertThat(up.get("received_bytes").asLong()).isEqualTo(count);
        assertThat(up.get("sha256").asString()).isEqualTo(sha256("x".repeat(count)));
    }

    @Test
    void openApiSpeaksAsTheWireDoes() throws IOException {
        JsonNode api = json(one, "/v3/api-docs");

        assertThat(names(api.get("paths")))
                .contains("/status", "/files", "/files/{name}", "/peers", "/peers/{id}", "/register", "/bootstrap")
                .contains("/search", "/locate", "/echo/download", "/echo/upload");
        assertThat(names(api.at("/components/schemas/SharedFile/properties"))).contains("rest_url", "sha256");
        assertThat(api.at("/components/schemas/SharedFile/properties/sha256/type")
                        .asString())
                .isEqualTo("string");
        assertThat(api.at("/paths/~1search/get/responses/default/content").has("application/problem+json"))
                .isTrue();
        assertThat(RawHttp.ask(one.restPort(), "GET /swagger-ui.html HTTP/1.1").status())
                .isEqualTo(302);
        assertThat(RawHttp.ask(one.restPort(), "GET /swagger-ui/index.html HTTP/1.1")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void operationsAreServedAndNothingMoreOfThem() throws IOException {
        assertThat(json(one, "/actuator/health").get("status").asString()).isEqualTo("UP");
        assertThat(RawHttp.ask(one.restPort(), "GET /actuator/prometheus HTTP/1.1")
                        .text())
                .contains("parvada_transfers_active");
        assertThat(RawHttp.ask(one.restPort(), "GET /actuator/heapdump HTTP/1.1")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void noAnswerAllowsAnotherOrigin() throws IOException {
        RawHttp.Answer answer = RawHttp.ask(one.restPort(), "GET /status HTTP/1.1", "Origin: http://evil.example");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
    }

    private static List<String> names(JsonNode node) {
        return List.copyOf(node.propertyNames());
    }

    private static String sha256(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static JsonNode json(RunningPeer peer, String path) throws IOException {
        return tree(RawHttp.ask(peer.restPort(), "GET " + path + " HTTP/1.1"));
    }

    private static JsonNode tree(RawHttp.Answer answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static RawHttp.Answer post(RunningPeer peer, String path, String body) throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            return http.head(
                            "POST " + path + " HTTP/1.1",
                            "Content-Type: application/json",
                            "Content-Length: " + bytes.length)
                    .send(bytes)
                    .answer(false);
        }
    }
}
