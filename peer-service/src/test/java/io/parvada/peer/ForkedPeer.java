package io.parvada.peer;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A whole peer in a JVM of its own, which can be killed; its log is {@code home/log}. */
public final class ForkedPeer implements AutoCloseable {

    private final Process process;
    private final String url;

    private ForkedPeer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts and does not wait. @param settings as those of {@link RunningPeer} */
    public static ForkedPeer start(Path home, String name, String... settings) throws IOException {
        int restPort = FreePorts.next();
        Files.createDirectories(home.resolve("share"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PeerApplication.class.getName(),
                "--peer.name=" + name,
                "--peer.rest_port=" + restPort,
                "--peer.grpc_port=" + FreePorts.next(),
                "--peer.shared_dir=" + home.resolve("share"),
                "--peer.state_dir=" + home.resolve("state")));
        for (String setting : settings) {
            command.add("--" + setting);
        }
        File log = home.resolve("log").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        return new ForkedPeer(process, "http://localhost:" + restPort);
    }

    public ForkedPeer awaitServing() {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(this::serves);
        return this;
    }

    private boolean serves() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the peer at " + url + " has ended with " + process.exitValue());
        }
        try {
            HttpResponse<String> status = DirectoryUser.send(url, "GET", "/status", null, Map.of());
            return status.statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    public String url() {
        return url;
    }

    /** As {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
