package io.parvada.system;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One peer as a process of its own, from a JSON file as a user writes it. Ends with close(). */
public final class PeerProcess implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    public static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    public final String name;
    public final int restPort;
    public final int grpcPort;
    public final Path share;
    private final Path home;
    private final List<String> jvmFlags;
    private Process process;

    private PeerProcess(String name, int restPort, int grpcPort, Path home, List<String> jvmFlags) {
        this.name = name;
        this.restPort = restPort;
        this.grpcPort = grpcPort;
        this.home = home;
        this.share = home.resolve("share");
        this.jvmFlags = jvmFlags;
    }

    /** {@code count} peers that are each other's friends, all started and each knowing all others. */
    public static List<PeerProcess> network(Path dir, int count, String... jvmFlags) throws IOException {
        List<PeerProcess> peers = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            peers.add(new PeerProcess(
                    "peer" + i, FreePorts.next(), FreePorts.next(), dir.resolve("peer" + i), List.of(jvmFlags)));
        }
        boolean together = false;
        try {
            startTogether(peers);
            together = true;
            return peers;
        } finally {
            if (!together) {
                peers.forEach(PeerProcess::close);
            }
        }
    }

    private static void startTogether(List<PeerProcess> peers) throws IOException {
        for (PeerProcess peer : peers) {
            Files.createDirectories(peer.share);
            peer.writeConfig(peers.stream().filter(p -> p != peer).toList());
            peer.start();
        }
        peers.forEach(PeerProcess::awaitStarted);
        peers.forEach(p -> Waiting.until(
                p.name + " knows the others", Duration.ofSeconds(30), () -> p.alive() == peers.size() - 1));
    }

    private void writeConfig(List<PeerProcess> friends) throws IOException {
        String urls = friends.stream().map(f -> '"' + f.url() + '"').collect(Collectors.joining(", "));
        Files.writeString(
                home.resolve("peer.json"), """
                { "peer": { "name": "%s", "self_url": "%s", "self_grpc": "localhost:%d", "rest_port": %d,
                  "grpc_port": %d, "access": "open", "shared_dir": "%s", "friends": [%s] } }
                """.formatted(name, url(), grpcPort, restPort, grpcPort, share, urls));
    }

    public void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(Jars.JAVA));
        command.addAll(jvmFlags);
        command.addAll(List.of("-jar", Jars.LAID_OUT.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().put("PEER_CONFIG", home.resolve("peer.json").toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        process = builder.start();
    }

    public void awaitStarted() {
        Waiting.until(name + " answers", Duration.ofSeconds(60), () -> {
            if (!process.isAlive()) {
                throw new AssertionError(name + " ended:\n" + Files.readString(log()));
            }
            return get("/status").statusCode() == 200 && accepts(grpcPort);
        });
    }

    // gRPC begins to listen a moment after REST.
    private static boolean accepts(int port) {
        try {
            new Socket("localhost", port).close();
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    public String url() {
        return "http://localhost:" + restPort;
    }

    public Path log() {
        return home.resolve("peer.log");
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    public JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path).body());
    }

    long alive() throws IOException, InterruptedException {
        return json("/status").at("/peers/alive").asLong();
    }

    String stateOf(PeerProcess other) throws IOException, InterruptedException {
        return json("/peers")
                .get("peers")
                .valueStream()
                .filter(p -> p.get("name").asString().equals(other.name))
                .map(p -> p.get("state").asString())
                .findFirst()
                .orElse("unknown");
    }

    public boolean hashed(String file) throws IOException, InterruptedException {
        return json("/files?query=" + file)
                .get("files")
                .valueStream()
                .anyMatch(f ->
                        f.get("name").asString().equals(file) && !f.get("root").isNull());
    }

    /** Of the process that runs now. */
    public long pid() {
        return process.pid();
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGTERM, and waits for the end. @return the exit code */
    int terminate() {
        process.destroy();
        return process.onExit().join().exitValue();
    }

    /** SIGSTOP or SIGCONT. */
    public void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.destroyForcibly().onExit().join();
        }
    }
}
