package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.RunningPeer;
import io.parvada.peer.search.Surroundings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** More searches at once than a peer has threads or permits, all waiting for a neighbour that does not answer. */
class SearchUnderLoadTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int TOO_MANY = 20;
    private static final int THREADS_OF_TOMCAT = 33;

    @TempDir
    Path home;

    @Test
    void searchesThatWaitForAnotherPeerHoldNoThreadAndMoreThanThePermitsAreToldWhenToAskAgain() throws Exception {
        CountDownLatch twoGoesOn = new CountDownLatch(1);
        try (RunningPeer one = RunningPeer.start(home.resolve("one"), "one", "peer.limits.max_transfers=1");
                RunningPeer two = RunningPeer.start(home.resolve("two"), "two", "peer.friend_primary=" + one.url())) {
            Files.writeString(two.share().resolve("there.txt"), "at two");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> hits(get(one, "/search?query=there").join()) == 1);
            hold(two, twoGoesOn);

            List<CompletableFuture<HttpResponse<String>>> searches = new ArrayList<>();
            for (int i = 0; i < Surroundings.MOST_RUNNING + TOO_MANY; i++) {
                searches.add(get(one, "/search?query=there&timeout=30s"));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> answered(searches) == TOO_MANY);

            List<HttpResponse<String>> refused = searches.stream()
                    .filter(CompletableFuture::isDone)
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(refused).allSatisfy(answer -> {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
                assertThat(answer.body()).contains("\"BUSY\"");
            });
            assertThat(Surroundings.MOST_RUNNING).isGreaterThan(THREADS_OF_TOMCAT);
            assertThat(get(one, "/files").join().statusCode()).isEqualTo(200);
            assertThat(get(one, "/status").join().statusCode()).isEqualTo(200);
            assertThat(answered(searches)).isEqualTo(TOO_MANY);

            twoGoesOn.countDown();
            searches.stream()
                    .map(CompletableFuture::join)
                    .filter(answer -> !refused.contains(answer))
                    .forEach(answer -> assertThat(hits(answer)).isEqualTo(1));
            assertThat(hits(get(one, "/search?query=there").join())).isEqualTo(1);
        } finally {
            twoGoesOn.countDown();
        }
    }

    /** Nothing is looked up there until then. */
    private static void hold(RunningPeer peer, CountDownLatch until) {
        for (int i = 0; i < Math.max(2, Runtime.getRuntime().availableProcessors()); i++) {
            peer.bean(Surroundings.class).lookups().execute(() -> {
                try {
                    until.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private static long answered(List<CompletableFuture<HttpResponse<String>>> searches) {
        return searches.stream().filter(CompletableFuture::isDone).count();
    }

    private static int hits(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body()).path("hits").size();
    }

    private static CompletableFuture<HttpResponse<String>> get(RunningPeer peer, String path) {
        return HTTP.sendAsync(HttpRequest.newBuilder(peer.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
