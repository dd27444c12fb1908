package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.Machine;
import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Both levels of summaries between real peers: fetched, told of in the status, and what they spare. */
class SummariesOverHttpTest {

    @TempDir
    Path home;

    @Test
    void nobodyIsAskedBehindWhomNothingIsAndWhoHasItIs() throws IOException {
        try (RunningPeer hub = RunningPeer.start(home.resolve("hub"), "hub");
                RunningPeer asker =
                        RunningPeer.start(home.resolve("asker"), "asker", "peer.friend_primary=" + hub.url());
                RunningPeer far = RunningPeer.start(home.resolve("far"), "far", "peer.friend_primary=" + hub.url())) {
            Files.writeString(far.share().resolve("needle.txt"), "needle");
            await().atMost(Duration.ofSeconds(30)).until(() -> holders(search(asker, "needle", "flood")) == 1);

            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> messages(search(asker, "nowhere", "bloom")) == 0);

            assertThat(holders(search(asker, "needle", "bloom"))).isEqualTo(1);
            assertThat(messages(search(asker, "no", "bloom")))
                    .as("two characters")
                    .isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/summary", "/summary/neighbours"})
    void summariesAreCountedAsQueriesByAddress(String path) throws IOException {
        InetAddress elsewhere = Machine.notLoopback();
        try (RunningPeer one = RunningPeer.start(home.resolve("one"), "one", "peer.limits.query_rate=5")) {
            RawHttp.Answer refused = null;
            int answered = 0;
            for (int i = 0; i < 50 && refused == null; i++) {
                try (RawHttp http = new RawHttp(one.restPort(), elsewhere)) {
                    RawHttp.Answer answer =
                            http.head("GET " + path + " HTTP/1.1").answer(false);
                    answered += answer.status() == 200 ? 1 : 0;
                    refused = answer.status() == 200 ? null : answer;
                }
            }
            assertThat(answered).isBetween(5, 49);
            Expected.problem(refused, Reason.RATE_LIMITED);
            assertThat(RawHttp.ask(one.restPort(), "GET " + path + " HTTP/1.1").status())
                    .as("who runs here is not counted")
                    .isEqualTo(200);
        }
    }

    private static int holders(JsonNode answer) {
        return answer.at("/hits/0/peers").size();
    }

    private static int messages(JsonNode answer) {
        return answer.at("/coverage/messages").asInt();
    }

    private static JsonNode search(RunningPeer peer, String query, String strategy) throws IOException {
        String path = "/search?ttl=2&timeout=5s&query=" + query + "&strategy=" + strategy;
        return JsonMapper.shared()
                .readTree(RawHttp.ask(peer.restPort(), "GET " + path + " HTTP/1.1")
                        .body());
    }
}
