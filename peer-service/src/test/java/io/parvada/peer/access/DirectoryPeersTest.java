package io.parvada.peer.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.DirectoryUser;
import io.parvada.peer.RunningPeer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A directory and two peers that let in whoever it has given a credential, and one that has none. */
class DirectoryPeersTest {

    private static final String PASSWORD = "correct horse";

    @TempDir
    static Path home;

    private static RunningPeer directory;
    private static RunningPeer one;
    private static RunningPeer two;
    private static RunningPeer open;
    private static final DirectoryUser USER = new DirectoryUser("user");

    @BeforeAll
    static void start() throws IOException {
        Path password = Files.writeString(home.resolve("password"), PASSWORD);
        directory = RunningPeer.start(
                home.resolve("directory"),
                "directory",
                "peer.access=directory",
                "peer.directory.enabled=true",
                "peer.directory.admin_password_file=" + password);
        one = member("one", password);
        two = member("two", password, "peer.friend_primary=" + one.url());
        open = RunningPeer.start(home.resolve("open"), "open", "peer.friend_primary=" + one.url());
        Files.writeString(two.share().resolve("hello.txt"), "hello from two");
        assertThat(USER.logIn(directory.url(), "admin", PASSWORD).statusCode()).isEqualTo(200);
        // First it is known without its root; a peer that is asked itself knows more than it has published.
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            JsonNode hits = get(one, "/search?query=hello").get("hits");
            return get(one, "/peers").at("/peers/0/state").asString("").equals("alive")
                    && hits.size() == 1
                    && hits.at("/0/root").isString();
        });
    }

    private static RunningPeer member(String name, Path password, String... further) {
        String[] settings = new String[4 + further.length];
        settings[0] = "peer.access=directory";
        settings[1] = "peer.directory.urls=" + directory.url();
        settings[2] = "peer.directory.name=admin";
        settings[3] = "peer.directory.password_file=" + password;
        System.arraycopy(further, 0, settings, 4, further.length);
        return RunningPeer.start(home.resolve(name), name, settings);
    }

    @AfterAll
    static void stop() {
        List.of(open, two, one, directory).forEach(RunningPeer::close);
    }

    @Test
    void whoIsLoggedInIsLetInByEveryPeerAndNobodyElseIs() throws IOException {
        assertThat(DirectoryUser.send(one.url(), "GET", "/status", null, Map.of())
                        .statusCode())
                .isEqualTo(401);
        assertThat(get(one, "/status").at("/peer/name").asString()).isEqualTo("one");
        assertThat(get(two, "/status").at("/peer/name").asString()).isEqualTo("two");
        assertThat(get(one, "/peers").toString()).doesNotContain("\"open\"");
    }

    @Test
    void peersKnowAndSearchEachOtherThroughTheDirectory() throws IOException {
        JsonNode found = get(one, "/search?query=hello");
        assertThat(found.at("/coverage/strategy").asString()).isEqualTo("directory");
        assertThat(found.at("/hits/0/peers/0/name").asString()).isEqualTo("two");
    }

    @Test
    void whatPeersMetThroughTheDirectoryTheyFetchFromEachOther() throws IOException {
        HttpResponse<String> asked =
                USER.call(one.url(), "POST", "/downloads", "{\"name\": \"hello.txt\", \"save_as\": \"copy.txt\"}");
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
        String id = DirectoryUser.json(asked).get("id").asString();
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        get(one, "/downloads/" + id).get("state").asString().equals("done"));
        assertThat(one.share().resolve("copy.txt")).hasContent("hello from two");
    }

    private static JsonNode get(RunningPeer peer, String path) throws IOException {
        return DirectoryUser.json(USER.call(peer.url(), "GET", path, null));
    }
}
