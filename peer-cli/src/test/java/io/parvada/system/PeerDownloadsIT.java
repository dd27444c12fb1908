package io.parvada.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import tools.jackson.databind.json.JsonMapper;

/** A peer that fetches by itself, and is killed in the middle. */
class PeerDownloadsIT {

    private static final int SIZE = 400_000_000;
    private static final int PIECE = 1 << 20;

    /** What two lanes may have received and not noted yet, and the hashes again. */
    private static final long IN_FLIGHT = 6L * PIECE;

    @TempDir
    Path dir;

    private List<PeerProcess> peers;

    @BeforeEach
    void start() throws Exception {
        peers = PeerProcess.network(dir, 3);
    }

    @AfterEach
    void stop() {
        peers.forEach(PeerProcess::close);
    }

    @Test
    void killedInTheMiddleItGoesOnByItselfAndReceivesOnlyWhatWasInFlightAgain() throws Exception {
        PeerProcess fetching = peers.get(0);
        byte[] bytes = new byte[SIZE];
        new Random(3).nextBytes(bytes);
        Path first = Files.write(peers.get(1).share.resolve("a.bin"), bytes);
        Files.copy(first, peers.get(2).share.resolve("called otherwise.bin"));
        Waiting.until(
                "both have hashed it",
                Duration.ofSeconds(60),
                () -> peers.get(1).hashed("a.bin")
                        && peers.get(2).json("/files").at("/files/0/root").isString());

        String path = "/downloads/" + start(fetching, "{\"name\":\"a.bin\",\"save_as\":\"kept/a.bin\"}");
        Waiting.until("a third is proven", Duration.ofSeconds(60), () -> proven(fetching, path) > SIZE / 3);
        long proven = proven(fetching, path);
        fetching.kill();
        Path target = fetching.share.resolve("kept/a.bin");
        assertThat(target).doesNotExist();

        fetching.start();
        fetching.awaitStarted();
        Waiting.until(
                "it has ended",
                Duration.ofSeconds(90),
                () -> !fetching.json(path).get("ended_at").isNull());
        JsonNode end = fetching.json(path);
        assertThat(end.get("state").asString()).as(end.toString()).isEqualTo("done");
        assertThat(Files.mismatch(first, target)).isEqualTo(-1);
        long received = end.get("received_bytes").asLong();
        System.out.printf("killed at %,d of %,d proven bytes; received %,d after it%n", proven, SIZE, received);
        assertThat(received).isLessThanOrEqualTo(SIZE - proven + IN_FLIGHT);
    }

    private static long proven(PeerProcess peer, String path) throws Exception {
        return peer.json(path).get("proven_bytes").asLong();
    }

    private static String start(PeerProcess peer, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(peer.url() + "/downloads"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = PeerProcess.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return new JsonMapper().readTree(answer.body()).get("id").asString();
    }
}
