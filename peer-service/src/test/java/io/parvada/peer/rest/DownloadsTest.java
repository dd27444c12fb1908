package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.RunningPeer;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One of three real peers fetches what the other two hold. */
class DownloadsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int SIZE = 9_500_000;

    @TempDir
    static Path home;

    private static final byte[] FILM = new byte[SIZE];
    private static RunningPeer one;
    private static RunningPeer two;
    private static RunningPeer three;

    @BeforeAll
    static void start() throws Exception {
        new Random(1).nextBytes(FILM);
        one = RunningPeer.start(home.resolve("one"), "one");
        two = RunningPeer.start(home.resolve("two"), "two", "peer.friend_primary=" + one.url());
        three = RunningPeer.start(
                home.resolve("three"),
                "three",
                "peer.friend_primary=" + one.url(),
                "peer.friend_secondary=" + two.url());
        Files.write(one.share().resolve("film.bin"), FILM);
        Files.createDirectories(two.share().resolve("sub"));
        Files.write(two.share().resolve("sub/another name.bin"), FILM);
        Files.writeString(one.share().resolve("notes.txt"), "one's notes");
        Files.writeString(two.share().resolve("notes.txt"), "two's own notes");
        Files.writeString(three.share().resolve("mine.txt"), "mine");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> json("/peers").findValuesAsString("state").equals(List.of("alive", "alive"))
                        && hashed(one) == 2
                        && hashed(two) == 2
                        && hashed(three) >= 1);
    }

    @AfterAll
    static void stop() {
        three.close();
        two.close();
        one.close();
    }

    @Test
    void comesFromAllHoldersWhateverTheyCallItAndTellsWhatEachGave() throws Exception {
        HttpResponse<String> accepted = start("{\"name\":\"film.bin\",\"save_as\":\"films/mine.bin\"}");
        assertThat(accepted.statusCode()).isEqualTo(202);
        String id = JSON.readTree(accepted.body()).get("id").asString();
        assertThat(accepted.headers().firstValue("Location")).contains("/downloads/" + id);

        List<JsonNode> events = events(id);
        JsonNode result = events.get(events.size() - 1);
        assertThat(result.get("state").asString()).isEqualTo("done");
        assertThat(result.get("proven_bytes").asLong()).isEqualTo(SIZE);
        assertThat(result.get("received_bytes").asLong()).isGreaterThanOrEqualTo(SIZE);
        assertThat(result.get("holders").findValuesAsString("name")).containsExactlyInAnyOrder("one", "two");
        assertThat(result.get("holders")
                        .valueStream()
                        .mapToLong(h -> h.get("bytes").asLong())
                        .sum())
                .isEqualTo(SIZE);
        assertThat(three.share().resolve("films/mine.bin")).hasBinaryContent(FILM);
        assertThat(json("/files?query=films/").at("/files/0/root").asString())
                .isEqualTo(result.get("root").asString());
        assertThat(json("/downloads/" + id)).isEqualTo(result);

        copiesWhatIsHereAlready(result.get("root").asString());
        assertThat(delete(id)).isEqualTo(204);
        assertThat(delete(id)).isEqualTo(404);
    }

    private void copiesWhatIsHereAlready(String root) throws Exception {
        JsonNode copied = last("{\"root\":\"" + root + "\",\"size\":" + SIZE + ",\"save_as\":\"copy.bin\"}");
        assertThat(copied.get("state").asString()).isEqualTo("done");
        assertThat(copied.get("already_present").asBoolean()).isTrue();
        assertThat(copied.get("holders")).isEmpty();
        assertThat(three.share().resolve("copy.bin")).hasBinaryContent(FILM);
        JsonNode there = last("{\"name\":\"copy.bin\"}");
        assertThat(there.get("state").asString()).isEqualTo("done");
        assertThat(json("/downloads?limit=1").get("downloads")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"film.bin\",\"save_as\":\"mine.txt\"}   | ALREADY_EXISTS",
                "{\"name\":\"film.bin\",\"save_as\":\"../mine.txt\"} | INVALID_NAME",
                "{\"name\":\"../film.bin\"}                        | INVALID_NAME",
                "{\"name\":\"nobody-has-it.bin\"}                  | FILE_NOT_FOUND",
                "{\"name\":\"notes.txt\"}                          | INVALID_REQUEST",
                "{\"name\":\"film.bin\",\"size\":7}                | FILE_NOT_FOUND",
                "{\"name\":\"film.bin\",\"size\":-7}               | INVALID_REQUEST",
                "{\"name\":7}                                      | INVALID_REQUEST",
                "{}                                                | INVALID_REQUEST",
                "[                                                 | INVALID_REQUEST"
            })
    void whatCannotBeIsRefusedBeforeAByteIsFetched(String body, Reason reason) throws Exception {
        HttpResponse<String> refused = start(body);
        JsonNode problem = JSON.readTree(refused.body());
        assertThat(problem.get("reason").asString()).as(refused.body()).isEqualTo(reason.name());
        assertThat(three.share().resolve("mine.txt")).hasContent("mine");
    }

    @Test
    void ofSeveralContentsUnderOneNameTheRootSaysWhich() throws Exception {
        JsonNode problem = JSON.readTree(start("{\"name\":\"notes.txt\"}").body());
        assertThat(problem.get("detail").asString())
                .contains("2 different contents")
                .contains("one")
                .contains("two");
        String root = JSON.readTree(get(two.uri("/files?query=notes.txt")))
                .at("/files/0/root")
                .asString();
        assertThat(last("{\"name\":\"notes.txt\",\"root\":\"" + root + "\"}")
                        .get("state")
                        .asString())
                .isEqualTo("done");
        assertThat(three.share().resolve("notes.txt")).hasContent("two's own notes");
    }

    @ParameterizedTest
    @CsvSource({
        "/downloads/x, TRANSFER_NOT_FOUND",
        "/downloads/01900000-0000-7000-8000-000000000000, TRANSFER_NOT_FOUND",
        "/downloads/01900000-0000-7000-8000-000000000000/events, TRANSFER_NOT_FOUND",
        "/downloads?after=x, INVALID_REQUEST"
    })
    void anUnknownDownloadIsNotFound(String path, Reason reason) throws Exception {
        assertThat(JSON.readTree(get(three.uri(path))).get("reason").asString()).isEqualTo(reason.name());
    }

    private static HttpResponse<String> start(String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(three.uri("/downloads"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode last(String body) throws Exception {
        HttpResponse<String> accepted = start(body);
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        List<JsonNode> events = events(JSON.readTree(accepted.body()).get("id").asString());
        return events.get(events.size() - 1);
    }

    /** To the end of the stream, whose last event is the result. */
    private static List<JsonNode> events(String id) throws Exception {
        HttpResponse<Stream<String>> stream = HTTP.send(
                HttpRequest.newBuilder(three.uri("/downloads/" + id + "/events"))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        assertThat(stream.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        List<JsonNode> events = new ArrayList<>();
        List<String> names = new ArrayList<>();
        stream.body().forEach(line -> {
            if (line.startsWith("data:")) {
                events.add(JSON.readTree(line.substring(5)));
            } else if (line.startsWith("event:")) {
                names.add(line.substring(6));
            }
        });
        assertThat(names).hasSameSizeAs(events).endsWith("result");
        assertThat(names.subList(0, names.size() - 1)).doesNotContain("result");
        return events;
    }

    private static long hashed(RunningPeer peer) throws Exception {
        return JSON.readTree(get(peer.uri("/files")))
                .get("files")
                .valueStream()
                .filter(file -> !file.get("root").isNull())
                .count();
    }

    private static int delete(String id) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(three.uri("/downloads/" + id)).DELETE().build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static JsonNode json(String path) throws Exception {
        return JSON.readTree(get(three.uri(path)));
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
