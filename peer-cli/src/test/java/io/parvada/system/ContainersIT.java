package io.parvada.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Network.Ipam;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.Network;
import tools.jackson.databind.JsonNode;

/** Three containers on a bridge network of their own, with the configurations of the repository. */
class ContainersIT {

    private static final long T2_NANO = 512L * 1024 * 1024;
    private static final String SUBNET = "10.213.77.";

    private final List<PeerContainer> peers = new ArrayList<>();
    private Network network;

    @BeforeAll
    static void buildImage() throws Exception {
        PeerImage.build();
    }

    @AfterEach
    void stop() {
        peers.forEach(PeerContainer::stop);
        if (network != null) {
            network.close();
        }
    }

    @Test
    void oneOfThreeIsKilledAndLocateAndDownloadGoOn() throws Exception {
        network = Network.newNetwork();
        for (int n = 1; n <= 3; n++) {
            peers.add(new PeerContainer(n, network, PeerContainer.config("configs/docker/peer" + n + ".json")));
        }
        peers.forEach(PeerContainer::start);
        findsAndFetchesWithOneKilled();
    }

    @Test
    void theConfigurationsForEc2RunInHalfAGigabyteWithOnlyTheAddressesReplaced() throws Exception {
        Ipam ipam = new Ipam().withConfig(new Ipam.Config().withSubnet(SUBNET + "0/24"));
        network = Network.builder()
                .createNetworkCmdModifier(command -> command.withIpam(ipam))
                .build();
        for (int n = 1; n <= 3; n++) {
            String config = withAddresses(PeerContainer.config("configs/ec2/peer" + n + ".json"));
            peers.add(new PeerContainer(n, network, config).limitedTo(T2_NANO).at(SUBNET + (10 + n)));
        }
        peers.forEach(PeerContainer::start);
        findsAndFetchesWithOneKilled();
    }

    private static String withAddresses(String config) {
        String replaced = config;
        for (int n = 1; n <= 3; n++) {
            replaced =
                    replaced.replace("PRIVATE_IP_" + n, SUBNET + (10 + n)).replace("PUBLIC_IP_" + n, SUBNET + (10 + n));
        }
        return replaced;
    }

    private void findsAndFetchesWithOneKilled() throws Exception {
        PeerContainer asked = peers.get(0);
        PeerContainer.awaitFullView(peers);
        peers.get(1).share("map.txt", "where the flock rests");
        peers.get(2).share("map.txt", "where the flock rests");
        Waiting.until("both hold it", Duration.ofSeconds(20), () -> hashedSources(asked) == 2);

        peers.get(2).killHard();
        JsonNode located = asked.json("locate", "map.txt");
        assertThat(located.get("found").asBoolean()).isTrue();
        ExecResult fetched = asked.cli("download_grpc", "map.txt", "--output", "/tmp/map.txt");
        assertThat(fetched.getExitCode()).as(fetched.toString()).isZero();
        assertThat(asked.execInContainer("cat", "/tmp/map.txt").getStdout()).isEqualTo("where the flock rests");

        Waiting.until(
                "the killed one is dead",
                Duration.ofSeconds(8),
                () -> asked.json("status").at("/peers/dead").asLong() == 1);
        assertThat(asked.json("locate", "map.txt").get("complete").asBoolean()).isFalse();
    }

    private static long hashedSources(PeerContainer asked) throws Exception {
        return asked.json("locate", "map.txt")
                .get("sources")
                .valueStream()
                .filter(source -> !source.get("root").isNull())
                .count();
    }
}
