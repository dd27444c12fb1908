package io.parvada.system.links;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.system.Jars;
import io.parvada.system.PeerProcess;
import io.parvada.system.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** R8: two peers between which 5 % of the packets are lost each way, 10 Mbit/s, 100 ms there and back. */
class LossyLinksIT {

    private static final Duration ONE_WAY = Duration.ofMillis(50);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path dir;

    private final List<Process> processes = new ArrayList<>();
    private LossyLink link;
    private int transfers;

    @BeforeEach
    void start() throws Exception {
        link = LossyLink.open("10mbit", 0.05, ONE_WAY);
        for (int host = 0; host < 2; host++) {
            startPeer(host);
        }
        for (int host = 0; host < 2; host++) {
            int here = host;
            Waiting.until(
                    "the peers know each other",
                    Duration.ofSeconds(60),
                    () -> json(here, "/status").at("/peers/alive").asInt() == 1);
        }
    }

    @AfterEach
    void stop() throws IOException {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
        if (link != null) {
            link.close();
        }
    }

    @Test
    void everySearchAndEveryTransferIsComplete() throws Exception {
        run(20, 2, 256 * 1024);
    }

    @Test
    @Tag("large")
    void everyOneOfManyIsComplete() throws Exception {
        run(500, 20, 4 << 20);
    }

    private void run(int searches, int rounds, int bytes) throws Exception {
        byte[] content = new byte[bytes];
        new Random(8).nextBytes(content);
        Path original = Files.write(dir.resolve("original.bin"), content);
        Files.copy(original, share(1).resolve("there.bin"));
        Waiting.until(
                "it is hashed",
                Duration.ofSeconds(30),
                () -> !json(1, "/files?query=there.bin").at("/files/0/root").isMissingNode()
                        && !json(1, "/files?query=there.bin")
                                .at("/files/0/root")
                                .isNull());
        int complete = 0;
        long longest = 0;
        for (int i = 0; i < searches; i++) {
            JsonNode answer = json(0, "/search?query=there.bin&timeout=5s");
            complete += answer.get("complete").asBoolean() && answer.get("hits").size() == 1 ? 1 : 0;
            longest = Math.max(longest, answer.get("took_ms").asLong());
        }
        long began = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
            fetch("download_grpc", i, original);
            fetch("download_http", i, original);
            send("upload_grpc", i, original);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "R8: 5 %% of packets lost each way, 10 Mbit/s, %d ms there and back: %d of %d searches complete, the longest took"
                        + " %d ms; %d of %d transfers of %d KiB whole, %.1f s each with the client's start; %d packets%n",
                2 * ONE_WAY.toMillis(),
                complete,
                searches,
                longest,
                transfers,
                3 * rounds,
                bytes >> 10,
                seconds / (3 * rounds),
                link.packets());
        assertThat(complete).isEqualTo(searches);
        assertThat(transfers).isEqualTo(3 * rounds);
    }

    /** The client at one host asks its own peer, and fetches from the other. */
    private void fetch(String action, int round, Path original) throws Exception {
        Path copy = dir.resolve(action + round);
        client(0, "localhost", action, "--filename", "there.bin", "--output", copy.toString());
        assertThat(Files.mismatch(original, copy)).isEqualTo(-1);
        transfers++;
    }

    private void send(String action, int round, Path original) throws Exception {
        // Each another content, or it would be there already.
        byte[] content = Files.readAllBytes(original);
        content[0] = (byte) (round + 1);
        Path sent = Files.write(dir.resolve("sent" + round), content);
        client(0, LossyLink.far(1), action, "--filepath", sent.toString());
        assertThat(Files.mismatch(sent, share(1).resolve("sent" + round))).isEqualTo(-1);
        transfers++;
    }

    private void client(int host, String asked, String action, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Jars.JAVA, "-jar", Jars.PEER_CLI.toString(), "--host", asked, "--port", "8001"));
        command.addAll(List.of("--action", action));
        command.addAll(List.of(arguments));
        Path said = dir.resolve("said");
        Process client = new ProcessBuilder(LossyLink.at(host, command))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        processes.add(client);
        assertThat(client.waitFor()).as(action + ": " + Files.readString(said)).isZero();
    }

    private void startPeer(int host) throws IOException {
        Files.createDirectories(share(host));
        Path config = dir.resolve("peer" + host + ".json");
        Files.writeString(config, """
                { "peer": { "name": "peer%d", "self_url": "http://%s:8001", "self_grpc": "%s:50051", "rest_port": 8001,
                  "grpc_port": 50051, "bind_address": "0.0.0.0", "access": "open", "shared_dir": "%s",
                  "friends": ["http://%s:8001"] } }
                """.formatted(
                        host, LossyLink.far(host), LossyLink.far(host), share(host), LossyLink.far(1 - host)));
        ProcessBuilder builder =
                new ProcessBuilder(LossyLink.at(host, List.of(Jars.JAVA, "-jar", Jars.LAID_OUT.toString())));
        builder.environment().put("PEER_CONFIG", config.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.redirectErrorStream(true)
                .redirectOutput(dir.resolve("peer" + host + ".log").toFile());
        processes.add(builder.start());
    }

    private Path share(int host) {
        return dir.resolve("share" + host);
    }

    private static JsonNode json(int host, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + LossyLink.near(host) + ":8001" + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return JSON.readTree(PeerProcess.HTTP
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body());
    }
}
