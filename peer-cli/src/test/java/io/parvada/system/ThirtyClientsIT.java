package io.parvada.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.push.Push;
import io.parvada.transfer.wire.GrpcUploadTarget;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Thirty clients at once list, search, upload (REST and gRPC) and download: every answer right, nothing lost. */
class ThirtyClientsIT {

    private static final int CLIENTS = 30;
    private static final int MAX_FILE_BYTES = 1_500_000;

    /** What was acknowledged: the name, and where and from which seed its bytes came. */
    private record Uploaded(PeerProcess peer, long seed) {}

    @TempDir
    Path dir;

    private final Map<String, Uploaded> uploaded = new ConcurrentHashMap<>();
    private final AtomicLong answers = new AtomicLong();
    private List<PeerProcess> peers;

    @Test
    void forSixSeconds() throws Exception {
        run(Duration.ofSeconds(6));
    }

    @Test
    @Tag("large")
    void forAMinute() throws Exception {
        run(Duration.ofMinutes(1));
    }

    private void run(Duration time) throws Exception {
        peers = PeerProcess.network(dir, 3);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            long end = System.nanoTime() + time.toNanos();
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                tasks.add(() -> client(client, end));
            }
            for (Future<Void> done : clients.invokeAll(tasks)) {
                done.get();
            }
            for (Map.Entry<String, Uploaded> file : uploaded.entrySet()) {
                downloads(file.getKey(), file.getValue());
            }
            System.out.printf("%d answers, %d files uploaded, all right%n", answers.get(), uploaded.size());
        } finally {
            clients.shutdownNow();
            peers.forEach(PeerProcess::close);
        }
    }

    private Void client(int client, long end) throws Exception {
        Random random = new Random(client);
        for (int round = 0; System.nanoTime() < end; round++) {
            String name = "client-%02d-%04d.bin".formatted(client, round);
            Uploaded file = new Uploaded(peers.get(random.nextInt(peers.size())), random.nextLong());
            if (client % 2 == 0) {
                uploadsOverRest(name, file);
            } else {
                uploadsOverGrpc(name, file);
            }
            uploaded.put(name, file);
            lists(file.peer(), name);
            searches(peers.get(random.nextInt(peers.size())), name);
            downloads(name, file);
            answers.addAndGet(4);
        }
        return null;
    }

    private void uploadsOverRest(String name, Uploaded file) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(file.peer().url() + "/files/" + name))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes(file.seed())))
                .build();
        HttpResponse<String> response = PeerProcess.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    private void uploadsOverGrpc(String name, Uploaded file) throws Exception {
        Path local = Files.write(dir.resolve(name), bytes(file.seed()));
        try (GrpcUploadTarget target = new GrpcUploadTarget(PeerChannel.to("localhost:" + file.peer().grpcPort))) {
            new Push(local, new FileName(name), false, target, new Push.Listener() {}).run();
        } finally {
            Files.delete(local);
        }
    }

    private void lists(PeerProcess peer, String name) throws Exception {
        JsonNode files = peer.json("/files?query=" + name).get("files");
        assertThat(files).hasSize(1);
    }

    private void searches(PeerProcess peer, String name) throws Exception {
        JsonNode answer = peer.json("/search?query=" + name + "&timeout=10s");
        assertThat(answer.get("hits")).as(answer.toString()).hasSize(1);
    }

    private void downloads(String name, Uploaded file) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(file.peer().url() + "/files/" + name))
                .build();
        HttpResponse<byte[]> response = PeerProcess.HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Arrays.equals(response.body(), bytes(file.seed()))).as(name).isTrue();
    }

    private static byte[] bytes(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(MAX_FILE_BYTES)];
        random.nextBytes(bytes);
        return bytes;
    }
}
