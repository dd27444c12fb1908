package io.parvada.bench.rival;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Pause;
import io.parvada.bench.lab.Server;
import io.parvada.bench.lab.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A peer as it is shipped, {@code java -jar peer-service.jar}, and the client beside it. */
public final class Peer {

    private static final Duration READY_WITHIN = Duration.ofMinutes(5);

    private final Jars jars;
    private final Place place;
    private final Path share;
    private final Server server;
    private final HttpClient http = HttpClient.newHttpClient();

    private Peer(Jars jars, Place place, Path share, Server server) {
        this.jars = jars;
        this.place = place;
        this.share = share;
        this.server = server;
    }

    /** Starts it on a share and waits until it answers and has hashed all that is there. */
    public static Peer start(Lab lab, Jars jars, Place place, Path share) {
        Peer peer = begin(lab, jars, place, share);
        Pause.until(place.name() + " has hashed its share", READY_WITHIN, () -> peer.running(lab) && peer.ready());
        peer.server.settle();
        return peer;
    }

    /** Starts it on a share and waits for nothing. */
    public static Peer begin(Lab lab, Jars jars, Place place, Path share) {
        Path config = lab.write(place.name() + ".json", config(place, share));
        List<String> words = new ArrayList<>(place.launcher());
        words.add(Tools.java());
        words.addAll(place.jvmFlags());
        words.addAll(List.of("-jar", jars.service().toString()));
        Server server = lab.start(place.name(), new Command(words), Map.of("PEER_CONFIG", config.toString()));
        return new Peer(jars, place, share, server);
    }

    /** True. @throws IllegalStateException with its log if it has ended */
    public boolean running(Lab lab) {
        if (!server.running()) {
            throw new IllegalStateException(place.name() + " ended:\n" + lab.log(place.name()));
        }
        return true;
    }

    /** What GET /status says of its files; empty while it does not answer. */
    public Optional<JsonNode> files() {
        try {
            return Optional.of(get("/status").path("files"));
        } catch (IllegalStateException notYet) {
            return Optional.empty();
        }
    }

    public Path share() {
        return share;
    }

    public Server server() {
        return server;
    }

    public String url() {
        return place.url();
    }

    public String grpc() {
        return place.grpc();
    }

    /** The client by its launcher, asking this peer. */
    public Command client(Object... arguments) {
        return client(List.of(jars.launcher().toString()), arguments);
    }

    /** The client by its launcher, but with a copy of its JAR that has no archive of its classes beside it. */
    public Command clientWithoutArchive(Path directory, Object... arguments) {
        try {
            Path copy = Files.copy(jars.client(), directory.resolve("peer-cli.jar"));
            return client(
                    List.of("env", "PARVADA_CLI_JAR=" + copy, jars.launcher().toString()), arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The client's JAR with no option of the JVM but these, asking this peer. */
    public Command clientJar(List<String> jvmFlags, Object... arguments) {
        List<String> words = new ArrayList<>(List.of(Tools.java()));
        words.addAll(jvmFlags);
        words.addAll(List.of("-jar", jars.client().toString()));
        return client(words, arguments);
    }

    private Command client(List<String> launcher, Object... arguments) {
        List<String> words = new ArrayList<>(launcher);
        words.addAll(List.of("--host", place.host(), "--port", Integer.toString(place.restPort())));
        List.of(arguments).forEach(word -> words.add(word.toString()));
        return new Command(words);
    }

    /** GET as JSON. @throws IllegalStateException unless the answer is 200 */
    public JsonNode get(String path) {
        return JsonMapper.shared().readTree(text(path));
    }

    /** GET as text. @throws IllegalStateException unless the answer is 200 */
    public String text(String path) {
        return text(HttpRequest.newBuilder(URI.create(url() + path)).build());
    }

    /** Bids the peer fetch a file into its share. @return the id of that download */
    public String fetch(String name) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/downloads"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token())
                .POST(HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(Map.of("name", name))))
                .build();
        return JsonMapper.shared().readTree(text(request)).path("id").asString();
    }

    /** Waits until the download of {@link #fetch} is done. @throws IllegalStateException when it failed, or in the end */
    public void awaitFetched(String id, Duration within) {
        Pause.until(place.name() + " has fetched it", within, () -> {
            JsonNode download = get("/downloads/" + id);
            String state = download.path("state").asString();
            if (state.equals("failed") || state.equals("cancelled")) {
                throw new IllegalStateException("a download has " + state + ": " + download);
            }
            return state.equals("done");
        });
    }

    private String token() {
        try {
            return Files.readString(share.resolve(".parvada/admin-token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a file from the share. */
    public void delete(String name) {
        text(HttpRequest.newBuilder(URI.create(url() + "/files/" + name))
                .header("Authorization", "Bearer " + token())
                .DELETE()
                .build());
    }

    private boolean ready() {
        try {
            for (JsonNode file : get("/files?limit=1000").path("files")) {
                if (file.path("sha256").isNull() || file.path("root").isNull()) {
                    return false;
                }
            }
            return "idle"
                    .equals(get("/status")
                            .path("files")
                            .path("indexing")
                            .path("state")
                            .asString("idle"));
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    private String text(HttpRequest request) {
        String what = request.method() + " " + request.uri().getPath();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(what + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException(what + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String config(Place place, Path share) {
        return JsonMapper.shared()
                .writeValueAsString(Map.of(
                        "peer",
                        Map.of(
                                "name", place.name(),
                                "self_url", place.url(),
                                "self_grpc", place.grpc(),
                                "rest_port", place.restPort(),
                                "grpc_port", place.grpcPort(),
                                "bind_address", place.loopback() ? "127.0.0.1" : place.host(),
                                "access", "open",
                                "friends", place.friends(),
                                "shared_dir", share.toString())));
    }
}
