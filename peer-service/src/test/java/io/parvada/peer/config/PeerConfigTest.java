package io.parvada.peer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.util.unit.DataSize;

class PeerConfigTest {

    private static final Path REPOSITORY = Path.of("..");

    @TempDir
    Path directory;

    @Test
    void everyKeyOfTheFileIsTaken() {
        PeerConfig config = config("""
                "name": "parvada norte",
                "self_url": "http://peer1.example:9001/",
                "self_grpc": "[2001:db8::1]:9051",
                "also_at": [{ "url": "https://10.0.0.1:443", "grpc": "10.0.0.1:1" }],
                "rest_port": 18001,
                "grpc_port": 18051,
                "bind_address": "localhost",
                "access": "open",
                "friend_primary": "http://localhost:8002///",
                "friend_secondary": "http:\\/\\/localhost:8003",
                "friends": ["http://LOCALHOST:8002", "http://a:1"],
                "search": { "ttl": 1, "fanout": 2, "limit": 3, "deadline": "500ms" },
                "limits": { "max_file_size": "64MB", "max_transfers": 4, "max_echo": "1KB", "query_rate": 0, "caller_rate": 7,
                    "send_rate": "10MB", "receive_rate": "64KB", "least_rate": "0", "hash_rate": "20MB" }""");
        assertThat(config.name()).isEqualTo("parvada norte");
        assertThat(config.selfUrl()).hasToString("http://peer1.example:9001");
        assertThat(config.selfGrpc()).isEqualTo(new HostPort("2001:db8::1", 9051));
        assertThat(config.alsoAt())
                .containsExactly(new Endpoint(PeerUrl.parse("https://10.0.0.1:443"), new HostPort("10.0.0.1", 1)));
        assertThat(config.restPort()).isEqualTo(18001);
        assertThat(config.grpcPort()).isEqualTo(18051);
        assertThat(config.bindAddress()).isEqualTo("127.0.0.1");
        assertThat(config.boundToLoopback()).isTrue();
        assertThat(config.friends())
                .extracting(PeerUrl::toString)
                .containsExactly("http://localhost:8002", "http://localhost:8003", "http://a:1");
        assertThat(config.search()).isEqualTo(new SearchSettings(1, 2, 3, Duration.ofMillis(500)));
        assertThat(config.limits())
                .isEqualTo(new Limits(
                        DataSize.ofMegabytes(64),
                        4,
                        DataSize.ofKilobytes(1),
                        0,
                        7,
                        new Limits.Rates(
                                DataSize.ofMegabytes(10),
                                DataSize.ofKilobytes(64),
                                DataSize.ofBytes(0),
                                DataSize.ofMegabytes(20))));
        assertThat(config.sharedDir()).isEqualTo(directory);
        assertThat(config.stateDir()).isEqualTo(directory.resolve(".parvada"));
    }

    @Test
    void withoutAFileThePeerHasTheContractsDefaults() {
        PeerConfig config = PeerConfigReader.read(new RawSettings(new MutablePropertySources()));
        assertThat(config.name()).isNotBlank();
        assertThat(config.selfUrl()).hasToString("http://localhost:8001");
        assertThat(config.selfGrpc()).hasToString("localhost:50051");
        assertThat(config.bindAddress()).isEqualTo("127.0.0.1");
        assertThat(config.access()).isEqualTo(Access.OPEN);
        assertThat(config.sharedDir()).isEqualTo(Path.of("shared").toAbsolutePath());
        assertThat(config.friends()).isEmpty();
        assertThat(config.search()).isEqualTo(new SearchSettings(3, 16, 100, Duration.ofSeconds(2)));
        assertThat(config.limits()).isEqualTo(Limits.DEFAULTS);
    }

    @Test
    void environmentIsStrongerThanTheFileAndTheCommandLineThanBoth() {
        PeerConfig config = start("""
                        "name": "file", "self_url": "http://file:1",
                        "friends": ["http://a:1", "http://b:1"], "search": { "ttl": 1, "fanout": 1 }""")
                .variable("PEER_SELF_URL", "http://variable:1")
                .variable("PEER_SEARCH_TTL", "2")
                .variable("PEER_FRIENDS", "http://c:1, http://d:1")
                .variable("PEER_ALSO_AT_0_URL", "http://e:1")
                .variable("PEER_ALSO_AT_0_GRPC", "e:2")
                .variable("PEER_NAME", "variable")
                .variable("PEER_STATE_DIR", "")
                .argument("peer.name", "argument")
                .config();
        assertThat(config.name()).isEqualTo("argument");
        assertThat(config.selfUrl()).hasToString("http://variable:1");
        assertThat(config.search().ttl()).isEqualTo(2);
        assertThat(config.search().fanout()).isEqualTo(1);
        assertThat(config.alsoAt()).hasSize(1);
        assertThat(config.friends())
                .as("a list is replaced as a whole")
                .extracting(PeerUrl::toString)
                .containsExactly("http://c:1", "http://d:1");
    }

    @Test
    void tabsAndEscapedSlashesAreJsonToo() {
        assertThat(config("\t\"self_url\":\t\"http:\\/\\/a:1\"").selfUrl()).hasToString("http://a:1");
    }

    @Test
    void peerBoundToOneAddressIsReachedThere() {
        PeerConfig config = config("\"bind_address\": \"127.0.0.2\"");
        assertThat(config.boundToLoopback()).isTrue();
        assertThat(config.selfUrl()).hasToString("http://127.0.0.2:8001");
    }

    @Test
    void serversFollowThePortsAndTheAddressOfThePeer() {
        var environment = Start.with(
                        directory.resolve("peer.json"),
                        "{\"peer\": {\"rest_port\": 18001, \"grpc_port\": 18051, \"bind_address\": \"127.0.0.9\"}}")
                .variable("PEER_SHARED_DIR", directory.toString())
                .run();
        assertThat(environment.getProperty("server.port")).isEqualTo("18001");
        assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.9");
        assertThat(environment.getProperty("grpc.server.port")).isEqualTo("18051");
        assertThat(environment.getProperty("grpc.server.address")).isEqualTo("127.0.0.9");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void configurationsInTheRepositoryAreRight(int n) throws IOException {
        for (String kind : new String[] {"", "docker/", "ec2/"}) {
            Path file = REPOSITORY.resolve("configs/" + kind + "peer" + n + ".json");
            String json = Files.readString(file).replaceAll("(PRIVATE|PUBLIC)_IP_", "10.0.0.");
            PeerConfig config = Start.with(directory.resolve("peer.json"), json)
                    .variable("PEER_SHARED_DIR", directory.toString())
                    .variable("PEER_STATE_DIR", directory.resolve(".parvada").toString())
                    .argument("server.port", "0")
                    .argument("grpc.server.port", "0")
                    .config();
            assertThat(config.name()).isEqualTo("peer" + n);
            assertThat(config.restPort()).isEqualTo(8000 + n);
            assertThat(config.grpcPort()).isEqualTo(50050 + n);
            assertThat(config.friends()).hasSize(2);
        }
    }

    @Test
    void placeholderThatWasLeftInAFileForEc2StopsTheStart() {
        Path file = REPOSITORY.resolve("configs/ec2/peer1.json");
        assertThatThrownBy(() ->
                        new Start().variable("PEER_CONFIG", file.toString()).run())
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith(file + ":4: peer.self_url is \"http://PRIVATE_IP_1:8001\"; accepted: ");
    }

    private PeerConfig config(String keys) {
        return start(keys).config();
    }

    private Start start(String keys) {
        return Start.with(directory.resolve("peer.json"), "{ \"peer\": { " + keys + " } }")
                .variable("PEER_SHARED_DIR", directory.toString())
                .argument("server.port", "0")
                .argument("grpc.server.port", "0");
    }
}
