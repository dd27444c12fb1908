package io.parvada.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The main job: find, prove, move; with a peer dead, frozen, gone and back. */
class ThreePeersIT {

    private static final Duration DETECTION = Duration.ofSeconds(5);
    /** The deadline of a search, 2 s, and the way there and back. */
    private static final long DEADLINE_MS = 2_500;

    @TempDir
    Path dir;

    private List<PeerProcess> peers;
    private PeerProcess first;
    private PeerProcess second;
    private PeerProcess third;

    @BeforeEach
    void start() throws IOException {
        peers = PeerProcess.network(dir, 3);
        first = peers.get(0);
        second = peers.get(1);
        third = peers.get(2);
    }

    @AfterEach
    void stop() {
        peers.forEach(PeerProcess::close);
    }

    @Test
    void aFileOnTwoPeersIsFoundAndFetchedWhileOneOfThemIsKilled() throws Exception {
        byte[] content = share("film.bin", 12_345_678, second, third);
        Client client = new Client(dir.resolve("client"));
        assertThat(first.json("/locate?filename=film.bin").get("sources")).hasSize(2);

        third.kill();
        JsonNode answer = search("film");
        assertThat(answer.get("complete").asBoolean()).isFalse();
        assertThat(unreachable(answer)).contains("peer3");
        Client.Said said = client.run(first, "--action", "download_grpc", "--filename", "film.bin");
        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(Files.readAllBytes(client.directory().resolve("film.bin"))).isEqualTo(content);

        Waiting.until("peer3 is dead", DETECTION, () -> first.stateOf(third).equals("dead"));
        assertThat(unreachable(search("film"))).contains("peer3");
        third.start();
        third.awaitStarted();
        Waiting.until("peer3 is back", DETECTION, () -> first.stateOf(third).equals("alive"));
        Waiting.until(
                "searches are complete again",
                DETECTION,
                () -> search("film").get("complete").asBoolean());
    }

    @Test
    void aFrozenPeerCostsAtMostTheDeadlineAndIsDeadWithinFiveSeconds() throws Exception {
        share("song.bin", 100_000, second);
        third.signal("STOP");
        try {
            assertThat(search("song").get("hits")).hasSize(1);
            Waiting.until("peer3 is dead", DETECTION, () -> first.stateOf(third).equals("dead"));
            // Who asks peer2 before peer2 knows waits with it for peer3, until its part of the deadline ends.
            Waiting.until(
                    "peer2 knows it too", DETECTION, () -> second.stateOf(third).equals("dead"));
            JsonNode answer = search("song");
            assertThat(answer.get("took_ms").asLong()).isLessThan(500);
            assertThat(answer.get("complete").asBoolean()).isFalse();
        } finally {
            third.signal("CONT");
        }
        Waiting.until("peer3 is back", DETECTION, () -> first.stateOf(third).equals("alive"));
    }

    @Test
    void aPeerThatIsToldToStopLeavesAndDoesNotMakeSearchesIncomplete() throws Exception {
        assertThat(third.terminate()).isIn(0, 143);
        Waiting.until(
                "peer3 has left",
                Duration.ofSeconds(2),
                () -> first.stateOf(third).equals("left"));
        assertThat(search("anything").get("complete").asBoolean()).isTrue();
    }

    @Test
    void anUploadIsFoundByTheOtherPeersAtOnce() throws Exception {
        Path file = dir.resolve("talk.txt");
        Files.writeString(file, "a talk on flocks");
        Client.Said said =
                new Client(dir.resolve("client")).run(second, "--action", "upload_grpc", "--filepath", file.toString());
        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(first.json("/locate?filename=talk.txt").get("found").asBoolean())
                .isTrue();
        assertThat(second.share.resolve("talk.txt")).hasContent("a talk on flocks");
    }

    @Test
    void aFileCopiedInByHandIsListedWithinFiveSecondsAndARestartKeepsWhatIsKnown() throws Exception {
        Files.writeString(second.share.resolve("by-hand.txt"), "put here with cp");
        Waiting.until(
                "it is listed",
                Duration.ofSeconds(5),
                () -> search("by-hand").get("hits").size() == 1);
        Waiting.until("it is hashed", Duration.ofSeconds(10), () -> second.hashed("by-hand.txt"));
        String id = second.json("/status").at("/peer/id").asString();
        second.kill();
        second.start();
        second.awaitStarted();
        assertThat(second.json("/status").at("/peer/id").asString()).isEqualTo(id);
        assertThat(second.hashed("by-hand.txt")).isTrue();
    }

    private JsonNode search(String query) throws Exception {
        long start = System.nanoTime();
        JsonNode answer = first.json("/search?query=" + query);
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(DEADLINE_MS);
        return answer;
    }

    private static List<String> unreachable(JsonNode answer) {
        return answer.at("/coverage/unreachable")
                .valueStream()
                .map(u -> u.get("name").asString())
                .toList();
    }

    private static byte[] share(String name, int size, PeerProcess... holders) throws Exception {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        for (PeerProcess holder : holders) {
            Files.write(holder.share.resolve(name), content);
        }
        for (PeerProcess holder : holders) {
            Waiting.until(holder.name + " has hashed it", Duration.ofSeconds(20), () -> holder.hashed(name));
        }
        return content;
    }
}
