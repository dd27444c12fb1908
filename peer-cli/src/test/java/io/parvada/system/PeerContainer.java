package io.parvada.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A peer in a container as docker-compose.yml runs it: read-only root, a user of its own, no capabilities. */
final class PeerContainer extends GenericContainer<PeerContainer> {

    private static final JsonMapper JSON = new JsonMapper();

    final String name;
    final int restPort;

    PeerContainer(int number, Network network, String config) {
        super(DockerImageName.parse(PeerImage.NAME));
        this.name = "peer" + number;
        this.restPort = 8000 + number;
        withNetwork(network).withNetworkAliases(name);
        withEnv(Map.of("PEER_CONFIG", "/config/peer.json", "PARVADA_PORT", String.valueOf(restPort)));
        withCopyToContainer(Transferable.of(config, 0644), "/config/peer.json");
        withTmpFs(Map.of("/tmp", "exec,mode=1777", "/state", "mode=1777", "/share", "mode=1777"));
        // Asked from inside: no port is published, so these tests run beside any peers of the host.
        waitingFor(Wait.forSuccessfulCommand("curl -fsS http://127.0.0.1:" + restPort + "/actuator/health")
                .withStartupTimeout(Duration.ofSeconds(120)));
    }

    PeerContainer limitedTo(long memoryBytes) {
        return withCreateContainerCmdModifier(
                command -> command.getHostConfig().withMemory(memoryBytes).withMemorySwap(memoryBytes));
    }

    PeerContainer at(String address) {
        return withCreateContainerCmdModifier(command -> command.withIpv4Address(address));
    }

    /** The client of the image, in this container. */
    ExecResult cli(String... arguments) throws IOException, InterruptedException {
        return execInContainer(
                Stream.concat(Stream.of("peer-cli"), Stream.of(arguments)).toArray(String[]::new));
    }

    JsonNode json(String... arguments) throws IOException, InterruptedException {
        return JSON.readTree(
                cli(Stream.concat(Stream.of("--json"), Stream.of(arguments)).toArray(String[]::new))
                        .getStdout());
    }

    long alive() throws IOException, InterruptedException {
        return json("status").at("/peers/alive").asLong();
    }

    void share(String file, String content) throws IOException, InterruptedException {
        execInContainer("sh", "-c", "printf '%s' \"$1\" > \"/share/$2\"", "sh", content, file);
    }

    void killHard() {
        getDockerClient().killContainerCmd(getContainerId()).withSignal("KILL").exec();
    }

    static String config(String path) throws IOException {
        return java.nio.file.Files.readString(Jars.REPOSITORY.resolve(Path.of(path)), StandardCharsets.UTF_8);
    }

    static void awaitFullView(List<PeerContainer> peers) {
        for (PeerContainer peer : peers) {
            Waiting.until(
                    peer.name + " knows the others", Duration.ofSeconds(60), () -> peer.alive() == peers.size() - 1);
        }
    }
}
