package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.parvada.peer.RunningPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** R12: two real peers, one behind a server that passes on all that it is asked, but answers searches much too late. */
class LateFriendTest {

    enum Late {
        AFTER_TEN_SECONDS,
        ONE_BYTE_A_SECOND
    }

    private static final JsonMapper JSON = new JsonMapper();
    private static final long DEADLINE_MS = 800;

    @TempDir
    Path home;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private volatile Late late;
    private HttpServer front;
    private RunningPeer asker;
    private RunningPeer friend;

    @BeforeEach
    void start() throws IOException {
        front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.setExecutor(threads);
        front.createContext("/", this::pass);
        front.start();
        String url = "http://localhost:" + front.getAddress().getPort();
        asker = RunningPeer.start(home.resolve("asker"), "asker");
        friend = RunningPeer.start(
                home.resolve("friend"), "friend", "peer.self_url=" + url, "peer.friend_primary=" + asker.url());
        Files.writeString(friend.share().resolve("of-the-friend.txt"), "x");
        await().atMost(Duration.ofSeconds(30)).until(this::found);
    }

    @AfterEach
    void stop() {
        testIsOver.countDown();
        friend.close();
        asker.close();
        front.stop(0);
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void itIsWaitedForOnceAndThenLessAndLessUntilItAnswersInTimeAgain(Late how) throws Exception {
        late = how;
        JsonNode first = search();
        long longest = first.get("took_ms").asLong();
        JsonNode last = first;
        for (int i = 0; i < 6; i++) {
            await().until(this::friendIsAlive);
            last = search();
            longest = Math.max(longest, last.get("took_ms").asLong());
            assertThat(last.get("complete").asBoolean()).isFalse();
            assertThat(last.at("/coverage/asked").asInt()).isEqualTo(1);
            assertThat(last.at("/coverage/unreachable/0/reason").asString()).isEqualTo("DEADLINE_EXCEEDED");
        }
        System.out.printf(
                "R12, %s: with a deadline of %d ms the first of 7 searches took %d ms, the last %d, the longest %d%n",
                how,
                DEADLINE_MS,
                first.get("took_ms").asLong(),
                last.get("took_ms").asLong(),
                longest);
        assertThat(first.get("complete").asBoolean()).isFalse();
        assertThat(first.get("took_ms").asLong()).isGreaterThanOrEqualTo(DEADLINE_MS - 50);
        assertThat(last.get("took_ms").asLong()).isLessThan(DEADLINE_MS / 4);

        late = null;
        await().atMost(Duration.ofSeconds(10)).until(this::found);
    }

    private boolean found() throws Exception {
        JsonNode answer = search();
        return answer.get("complete").asBoolean() && answer.get("hits").size() == 1;
    }

    private boolean friendIsAlive() throws Exception {
        return "alive".equals(json("/peers").at("/peers/0/state").asString());
    }

    private JsonNode search() throws Exception {
        return json("/search?query=of-the-friend&timeout=" + DEADLINE_MS + "ms");
    }

    private JsonNode json(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(asker.uri(path)).build();
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            Late how = exchange.getRequestURI().getPath().equals("/search") ? late : null;
            if (how == Late.AFTER_TEN_SECONDS && testIsOver.await(10, TimeUnit.SECONDS)) {
                return;
            }
            HttpResponse<byte[]> answer =
                    http.send(asTheFriendGetsIt(exchange), HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().map().forEach((name, values) -> {
                if (!name.equalsIgnoreCase("transfer-encoding") && !name.equalsIgnoreCase("content-length")) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            OutputStream out = exchange.getResponseBody();
            for (int i = 0; how == Late.ONE_BYTE_A_SECOND && i < answer.body().length - 1; i++) {
                out.write(answer.body()[i]);
                out.flush();
                if (testIsOver.await(1, TimeUnit.SECONDS)) {
                    return;
                }
            }
            if (how == null && answer.body().length > 0) {
                out.write(answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest asTheFriendGetsIt(HttpExchange exchange) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + friend.restPort() + exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        for (String name : new String[] {"Content-Type", "User-Agent", "Accept"}) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        return request.build();
    }
}
