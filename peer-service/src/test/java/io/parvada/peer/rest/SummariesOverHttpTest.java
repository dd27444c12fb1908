package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
