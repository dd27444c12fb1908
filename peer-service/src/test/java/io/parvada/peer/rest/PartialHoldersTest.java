package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.RunningPeer;
import io.parvada.peer.arrivals.Arrivals;
import io.parvada.peer.overlay.Overlay;
import io.parvada.peer.overlay.PeerState;
import io.parvada.peer.transfers.Intake;
import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.storage.StagedFile;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One of two real peers is fetching a file, and nobody has all of it: only who asks for holders of a part is told. */
class PartialHoldersTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final byte[] FILM = new byte[3_000_000];

    @TempDir
    static Path home;

    private static RunningPeer fetching;
    private static RunningPeer asking;
    private static String root;
    private static StagedFile staged;
    private static Arrivals.Arrival arrival;

    @BeforeAll
    static void start() {
        new Random(1).nextBytes(FILM);
        ContentHasher hasher = new ContentHasher((index, hash) -> {});
        hasher.update(ByteBuffer.wrap(FILM));
        ContentId content = hasher.finish().content();
        root = content.root().hex();
        fetching = RunningPeer.start(home.resolve("fetching"), "fetching");
        asking = RunningPeer.start(home.resolve("asking"), "asking", "peer.friend_primary=" + fetching.url());
        FileName name = new FileName("film.bin");
        staged = fetching.bean(Intake.class).stage(name, content);
        arrival = fetching.bean(Arrivals.class).begin(name, staged);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> asking.bean(Overlay.class).counts().get(PeerState.ALIVE) == 1);
    }

    @AfterAll
    static void stop() {
        arrival.close();
        staged.close();
        asking.close();
        fetching.close();
    }

    @Test
    void aSearchByRootTellsOfItApartFromItsHoldersWhenAskedTo() throws Exception {
        for (RunningPeer peer : new RunningPeer[] {fetching, asking}) {
            JsonNode hit = json(peer, "/search?partial=true&root=" + root).at("/hits/0");
            assertThat(hit.get("name").asString()).isEqualTo("film.bin");
            assertThat(hit.get("size").asLong()).isEqualTo(FILM.length);
            assertThat(hit.get("peers")).isEmpty();
            assertThat(hit.at("/partial/0/name").asString()).isEqualTo("fetching");
            assertThat(hit.at("/partial/0/grpc").asString()).isEqualTo(fetching.grpc());
        }
    }

    @Test
    void whoDoesNotAskForItIsNotToldOfHalfAFile() throws Exception {
        for (RunningPeer peer : new RunningPeer[] {fetching, asking}) {
            assertThat(json(peer, "/search?root=" + root).get("hits")).isEmpty();
            assertThat(json(peer, "/search?query=film").get("hits")).isEmpty();
            assertThat(json(peer, "/locate?root=" + root).get("found").asBoolean())
                    .isFalse();
            assertThat(json(peer, "/locate?filename=film.bin").get("found").asBoolean())
                    .isFalse();
        }
        assertThat(json(fetching, "/files").get("files")).isEmpty();
        assertThat(json(fetching, "/files/film.bin").get("reason").asString()).isEqualTo("FILE_NOT_FOUND");
        assertThat(json(fetching, "/files/film.bin.meta4").get("reason").asString())
                .isEqualTo("FILE_NOT_FOUND");
    }

    @Test
    void aHitOfWholeHoldersSaysNothingOfParts() throws Exception {
        Files.writeString(asking.share().resolve("notes.txt"), "notes");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> json(fetching, "/search?query=notes").get("hits").size() == 1);
        assertThat(json(fetching, "/search?query=notes").at("/hits/0").has("partial"))
                .isFalse();
    }

    @Test
    void aNameAndPartsAreNotAskedForTogether() throws Exception {
        assertThat(json(asking, "/search?query=film&partial=true").get("reason").asString())
                .isEqualTo("INVALID_REQUEST");
    }

    private static JsonNode json(RunningPeer peer, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(peer.uri(path)).build();
        return JSON.readTree(
                HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
