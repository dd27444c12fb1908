package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.Machine;
import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.peer.http.EventStreams;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Searches of two real peers as events, with what is hostile in a query, and faster than one neighbour may ask. */
class SearchOverHttpTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Each is part of one name only: "a" + the text + "b.txt". */
    private static final List<String> META =
            List.of(("'~''~\"~;--~%~_~.*~(~)~[a-z]~^$~{2}~+~|~' OR 1=1 --~\" OR \"~NEAR(x y)~x AND y~x NOT y~name:x"
                            + "~^x~-x~$(id)~`id`~&amp;~<b>")
                    .split("~"));

    record Event(String name, JsonNode data) {}

    @TempDir
    static Path home;

    private static RunningPeer one;
    private static RunningPeer two;

    @BeforeAll
    static void start() throws IOException {
        one = RunningPeer.start(home.resolve("one"), "one", "peer.limits.query_rate=5");
        two = RunningPeer.start(home.resolve("two"), "two", "peer.friend_primary=" + one.url());
        Files.writeString(one.share().resolve("both.txt"), "the same");
        Files.writeString(two.share().resolve("both.txt"), "the same");
        Files.writeString(two.share().resolve("other.txt"), "other");
        for (String text : META) {
            Files.writeString(one.share().resolve("a" + text + "b.txt"), "literal");
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> json("/search?query=both.txt").at("/hits/0/peers").size() == 2
                        && json("/search?query=*&limit=1000").get("hits").size() == META.size() + 2
                        && !json("/search?query=both.txt").at("/hits/0/sha256").isNull());
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    @Test
    void hitsAreStreamedAndTheCoverageEndsTheStream() throws Exception {
        List<Event> events = events("/search?query=.txt&explain=true&limit=1000");
        Map<String, JsonNode> hits = new HashMap<>();
        for (Event each : events.subList(0, events.size() - 1)) {
            assertThat(each.name()).isEqualTo("hit");
            hits.put(each.data().get("name") + " " + each.data().get("root"), each.data());
        }
        Event end = events.get(events.size() - 1);
        assertThat(end.name()).isEqualTo("coverage");
        assertThat(end.data().propertyNames())
                .containsExactly(
                        "query",
                        "id",
                        "ttl",
                        "fanout",
                        "limit",
                        "timeout_ms",
                        "coverage",
                        "complete",
                        "truncated",
                        "took_ms",
                        "explain");
        assertThat(end.data().at("/coverage/answered").asInt()).isEqualTo(1);
        JsonNode whole = json("/search?query=.txt&limit=1000").get("hits");
        assertThat(whole.valueStream()).containsExactlyInAnyOrderElementsOf(hits.values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json", "application/json, */*;q=0.1", ""})
    void whoDoesNotAskForEventsGetsNone(String accept) throws IOException {
        String[] headers = accept.isEmpty() ? new String[0] : new String[] {"Accept: " + accept};
        RawHttp.Answer answer = RawHttp.ask(one.restPort(), "GET /search?query=both.txt HTTP/1.1", headers);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(JSON.readTree(answer.body()).at("/hits/0/name").asString()).isEqualTo("both.txt");
    }

    @Test
    void whatIsWrongIsAProblemAlsoForWhoAsksForEvents() throws IOException {
        for (String wrong : List.of("query=", "query=x&root=y", "query=x&ttl=many", "query=" + "x".repeat(1025))) {
            Expected.problem(
                    RawHttp.ask(one.restPort(), "GET /search?" + wrong + " HTTP/1.1", "Accept: text/event-stream"),
                    Reason.INVALID_REQUEST);
        }
    }

    @Test
    void whenAllReadersOfEventsAreThereOneMoreIsBusyAndMayAskForTheWhole() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        EventStreams streams = one.bean(EventStreams.class);
        int opened = 0;
        try {
            for (; opened < 1000; opened++) {
                streams.open(() -> {
                    end.await();
                    return new EventStreams.Event("end", "", true);
                });
            }
        } catch (PeerException busy) {
            assertThat(busy.reason()).isEqualTo(Reason.BUSY);
        }
        assertThat(opened).isPositive().isLessThan(1000);
        RawHttp.Answer refused =
                RawHttp.ask(one.restPort(), "GET /search?query=both.txt HTTP/1.1", "Accept: text/event-stream");
        end.countDown();
        Expected.problem(refused, Reason.BUSY);
        assertThat(json("/search?query=both.txt").get("hits")).hasSize(1);
    }

    @Test
    void metacharactersOfRegularExpressionsSqlAndFtsAreLiteralText() throws Exception {
        for (String text : META) {
            if (text.contains("*")) {
                continue; // a glob by the contract: below
            }
            JsonNode hits =
                    json("/search?query=" + encoded("a" + text + "b.txt")).get("hits");
            assertThat(hits.valueStream().map(hit -> hit.get("name").asString()))
                    .as(text)
                    .containsExactly("a" + text + "b.txt");
        }
        assertThat(json("/search?query=" + encoded("a.\\*b.txt"))
                        .at("/hits/0/name")
                        .asString())
                .isEqualTo("a.*b.txt");
        assertThat(json("/search?query=" + encoded("both.tx.")).get("hits")).isEmpty();
        assertThat(json("/search?query=" + encoded("both_txt")).get("hits")).isEmpty();
        assertThat(json("/search?query=" + encoded("b%txt")).get("hits")).isEmpty();
    }

    @Test
    void aQueryOfAMebibyteIsRefusedAndThePeerServesOn() throws IOException {
        String mebibyte = "x".repeat(1 << 20);
        RawHttp.Answer inUrl =
                RawHttp.ask(one.restPort(), "GET /search?query=" + mebibyte.substring(0, 8_500) + " HTTP/1.1");
        assertThat(inUrl.status()).isEqualTo(400);
        Expected.problem(post(query("\"query\":\"" + mebibyte + "\""), null), Reason.TOO_LARGE);
        Expected.problem(
                post(query("\"query\":\"" + mebibyte.substring(0, 60_000) + "\""), null), Reason.INVALID_REQUEST);
        assertThat(json("/status").at("/peer/name").asString()).isEqualTo("one");
    }

    @Test
    void aForgedQueryIsClampedAndAnswered() throws IOException {
        JsonNode answer =
                JSON.readTree(post(query("\"query\":\"both.txt\""), null).body());
        assertThat(answer.get("ttl").asInt()).isEqualTo(7);
        assertThat(answer.get("fanout").asInt()).isEqualTo(64);
        assertThat(answer.get("limit").asInt()).isEqualTo(1000);
        assertThat(answer.get("timeout_ms").asInt()).isEqualTo(30_000);
        assertThat(answer.get("hits")).hasSize(1);
    }

    @Test
    void aNeighbourThatAsksTooOftenIsToldWhenToAskAgain() throws IOException {
        InetAddress elsewhere = Machine.notLoopback();
        RawHttp.Answer refused = null;
        int answered = 0;
        for (int i = 0; i < 50 && refused == null; i++) {
            RawHttp.Answer answer = post(query("\"query\":\"both.txt\""), elsewhere);
            if (answer.status() == 200) {
                answered++;
            } else {
                refused = answer;
            }
        }
        assertThat(answered).isBetween(5, 49);
        Expected.problem(refused, Reason.RATE_LIMITED);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(post(query("\"query\":\"both.txt\""), null).status()).isEqualTo(200);
    }

    private static String query(String what) {
        return "{\"id\":\"0190d0a0-0000-7000-8000-000000000007\",\"origin_id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaa\","
                + "\"asked\":[],\"ttl\":255,\"fanout\":1000000,\"limit\":1000000,\"deadline_ms\":99999999," + what
                + "}";
    }

    private static RawHttp.Answer post(String body, InetAddress from) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (RawHttp http = from == null ? new RawHttp(one.restPort()) : new RawHttp(one.restPort(), from)) {
            return http.head(
                            "POST /search HTTP/1.1",
                            "Content-Type: application/json",
                            "Content-Length: " + bytes.length)
                    .send(bytes)
                    .answer(false);
        }
    }

    private static List<Event> events(String path) throws Exception {
        HttpResponse<Stream<String>> stream = HTTP.send(
                HttpRequest.newBuilder(one.uri(path))
                        .header("Accept", "text/event-stream")
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        assertThat(stream.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        List<Event> events = new ArrayList<>();
        String[] name = new String[1];
        stream.body().forEach(line -> {
            if (line.startsWith("event:")) {
                name[0] = line.substring(6);
            } else if (line.startsWith("data:")) {
                events.add(new Event(name[0], JSON.readTree(line.substring(5))));
            }
        });
        return events;
    }

    private static JsonNode json(String path) throws IOException {
        try {
            return JSON.readTree(HTTP.send(
                            HttpRequest.newBuilder(URI.create(one.url() + path)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
