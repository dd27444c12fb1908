package io.parvada.peer.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.DirectoryUser;
import io.parvada.peer.RunningPeer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two real peers that know a directory and not each other. */
class UsedDirectoryTest {

    private static final String PASSWORD = "correct horse";

    @TempDir
    Path home;

    private Path password;
    private int port;
    private RunningPeer directory;
    private RunningPeer one;
    private RunningPeer two;

    @BeforeEach
    void start() throws IOException {
        password = Files.writeString(home.resolve("password"), PASSWORD);
        directory = directory();
        port = directory.restPort();
        one = peer("one");
        two = peer("two");
        Files.writeString(two.share().resolve("of-two.txt"), "two");
        awaitFound("of-two.txt", 1);
    }

    private RunningPeer directory(String... further) {
        String[] settings = new String[3 + further.length];
        settings[0] = "peer.directory.enabled=true";
        settings[1] = "peer.directory.lease=6s";
        settings[2] = "peer.directory.admin_password_file=" + password;
        System.arraycopy(further, 0, settings, 3, further.length);
        return RunningPeer.start(home.resolve("directory"), "directory", settings);
    }

    private RunningPeer peer(String name) {
        return RunningPeer.start(
                home.resolve(name),
                name,
                "peer.directory.urls=http://localhost:" + port,
                "peer.directory.name=admin",
                "peer.directory.password_file=" + password);
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        directory.close();
    }

    @Test
    void aSearchAsksTheDirectoryAndSaysSo() throws IOException {
        JsonNode answer = search("of-two.txt");
        assertThat(answer.at("/coverage/strategy").asString()).isEqualTo("directory");
        assertThat(answer.get("complete").asBoolean()).isTrue();
        assertThat(answer.at("/hits/0/peers/0/url").asString()).isEqualTo(two.url());
        JsonNode located = get(one, "/locate?filename=of-two.txt");
        assertThat(located.at("/sources/0/peer/url").asString()).isEqualTo(two.url());
    }

    @Test
    void whatChangesIsPublished() throws IOException {
        Files.writeString(two.share().resolve("later.txt"), "later");
        awaitFound("later.txt", 1);
        Files.delete(two.share().resolve("later.txt"));
        awaitFound("later.txt", 0);
        Files.writeString(two.share().resolve("now.txt"), "now");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get(two, "/files?query=now.txt").get("files").size() == 1);
        HttpResponse<String> published = DirectoryUser.send(two.url(), "POST", "/publish", null, Map.of());
        assertThat(published.statusCode()).isEqualTo(200);
        assertThat(DirectoryUser.json(published).get("count").asLong()).isEqualTo(2);
        assertThat(search("now.txt").get("hits").size()).isEqualTo(1);
    }

    @Test
    void whoStopsIsGoneAtOnce() throws IOException {
        two.close();
        assertThat(search("of-two.txt").get("hits").size()).isZero();
    }

    @Test
    void withoutADirectoryPeersFloodAndWhenItIsBackNothingIsLost() throws IOException {
        String restPort = "peer.rest_port=" + port;
        String url = "peer.self_url=http://localhost:" + port;
        directory.close();
        assertThat(search("of-two.txt").at("/coverage/strategy").asString()).isEqualTo("flood");
        HttpResponse<String> refused = DirectoryUser.send(two.url(), "POST", "/publish", null, Map.of());
        assertThat(refused.statusCode()).isEqualTo(502);
        directory = directory(restPort, url);
        awaitFound("of-two.txt", 1);
        assertThat(search("of-two.txt").at("/coverage/strategy").asString()).isEqualTo("directory");
    }

    private void awaitFound(String name, int hits) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    JsonNode answer = search(name);
                    return answer.get("hits").size() == hits
                            && answer.at("/coverage/strategy").asString().equals("directory");
                });
    }

    private JsonNode search(String name) throws IOException {
        return get(one, "/search?query=" + name);
    }

    private static JsonNode get(RunningPeer peer, String path) throws IOException {
        return DirectoryUser.json(DirectoryUser.send(peer.url(), "GET", path, null, Map.of()));
    }
}
