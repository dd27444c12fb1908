package io.parvada.peer.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.ClusterMember;
import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.peer.identity.Self;
import io.parvada.transfer.credential.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Three real peers that share a secret, and two that do not. */
class ClusterPeersTest {

    @TempDir
    static Path home;

    private static RunningPeer one;
    private static RunningPeer two;
    private static RunningPeer three;
    private static RunningPeer foreign;
    private static RunningPeer open;

    private final ClusterMember member = new ClusterMember();

    @BeforeAll
    static void start() throws IOException {
        one = member("one");
        two = member("two", "peer.friend_primary=" + one.url());
        three = member("three", "peer.friend_primary=" + one.url());
        foreign = RunningPeer.start(
                home.resolve("foreign"),
                "foreign",
                ClusterMember.settings(home, "another-secret-of-another-cluster", "peer.friend_primary=" + one.url()));
        open = RunningPeer.start(home.resolve("open"), "open", "peer.friend_primary=" + one.url());
        Files.writeString(three.share().resolve("hello.txt"), "hello from three");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> alive(one).equals(Set.of("two", "three"))
                        && alive(two).contains("one")
                        && alive(three).contains("one")
                        && new ClusterPeersTest()
                                .get(three, "/files")
                                .at("/files/0/root")
                                .isString());
    }

    @AfterAll
    static void stop() {
        List.of(open, foreign, three, two, one).forEach(RunningPeer::close);
    }

    @Test
    void membersSearchEachOther() throws IOException {
        JsonNode answer = get(two, "/search?query=hello&timeout=5s&ttl=3");

        assertThat(answer.at("/hits/0/name").asString()).isEqualTo("hello.txt");
        assertThat(answer.at("/hits/0/peers/0/name").asString()).isEqualTo("three");
    }

    @Test
    void memberFetchesFromMemberOverGrpc() throws IOException {
        String admin = Files.readString(two.state().resolve("admin-token")).strip();
        String wanted = "{\"name\":\"hello.txt\",\"save_as\":\"copy.txt\"}";

        String id = post(two, "/downloads", wanted, "Authorization: Bearer " + admin)
                .get("id")
                .asString();
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        get(two, "/downloads/" + id).get("state").asString().equals("done"));
        assertThat(two.share().resolve("copy.txt")).hasContent("hello from three");
    }

    @Test
    void whoHasAnotherSecretOrNoneIsNoMember() throws IOException {
        assertThat(alive(one)).doesNotContain("foreign", "open");
        ClusterMember stranger = new ClusterMember(
                "another-secret-of-another-cluster", Clock.systemUTC(), Set.of(Scope.READ, Scope.WRITE));
        JsonNode report =
                tree(send(foreign, "POST", "/bootstrap", "", stranger.lines(id(foreign), "POST", "/bootstrap")));
        assertThat(report.get("registered")).isEmpty();
        assertThat(report.at("/failed/0/reason").asString()).isEqualTo("UNAUTHENTICATED");
        assertThat(report.at("/failed/0/detail").asString())
                .contains("the credential was not issued with this cluster's secret");
    }

    @Test
    void oneCallerIsCountedWhereverItCallsFrom() throws IOException {
        try (RunningPeer strict = RunningPeer.start(
                home.resolve("strict"),
                "strict",
                ClusterMember.settings(home, ClusterMember.SECRET, "peer.limits.caller_rate=3"))) {
            String id = id(strict);
            int refused = 0;
            for (int i = 0; i < 20; i++) {
                RawHttp.Answer answer = send(strict, "GET", "/status", "", member.lines(id, "GET", "/status"));
                if (answer.status() == 429) {
                    refused++;
                    assertThat(answer.text()).contains("more than 3 calls a second from one caller");
                    assertThat(answer.header("Retry-After")).isEqualTo("1");
                }
            }
            assertThat(refused).isPositive();
            assertThat(send(strict, "GET", "/status", "", new ClusterMember().lines(id, "GET", "/status"))
                            .status())
                    .isEqualTo(200);
        }
    }

    private static RunningPeer member(String name, String... settings) {
        return RunningPeer.start(
                home.resolve(name), name, ClusterMember.settings(home, ClusterMember.SECRET, settings));
    }

    private static Set<String> alive(RunningPeer peer) throws IOException {
        return new ClusterPeersTest()
                .get(peer, "/peers")
                .get("peers")
                .valueStream()
                .filter(known -> known.get("state").asString().equals("alive"))
                .map(known -> known.get("name").asString())
                .collect(Collectors.toSet());
    }

    private JsonNode get(RunningPeer peer, String target) throws IOException {
        String path = target.replaceFirst("\\?.*", "");
        return tree(send(peer, "GET", target, "", member.lines(id(peer), "GET", path)));
    }

    private JsonNode post(RunningPeer peer, String path, String body, String... lines) throws IOException {
        return tree(send(peer, "POST", path, body, lines));
    }

    private static RawHttp.Answer send(RunningPeer peer, String method, String target, String body, String... lines)
            throws IOException {
        String[] all = new String[lines.length + 2];
        System.arraycopy(lines, 0, all, 0, lines.length);
        all[lines.length] = "Content-Type: application/json";
        all[lines.length + 1] = "Content-Length: " + body.length();
        try (RawHttp http = new RawHttp(peer.restPort())) {
            return http.head(method + " " + target + " HTTP/1.1", all)
                    .send(body.getBytes(StandardCharsets.UTF_8))
                    .answer(false);
        }
    }

    private static String id(RunningPeer peer) {
        return peer.bean(Self.class).id().value();
    }

    private static JsonNode tree(RawHttp.Answer answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
