package io.parvada.peer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each wrong configuration stops the start with its one sentence, and this is the sentence. */
class WrongConfigTest {

    private static final String URL_FORM =
            "accepted: http://host:port or https://host:port, such as http://localhost:8001.";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("peer1.json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "self_ulr": "http://a:1"          | peer.self_ulr is "http://a:1", but there is no such key; the nearest is peer.self_url.
            "selfUrl": "http://a:1"           | peer.selfUrl is "http://a:1", but there is no such key; the nearest is peer.self_url.
            "search": { "tll": 3 }            | peer.search.tll is "3", but there is no such key; the nearest is peer.search.ttl.
            "limits": { "maxEcho": "1GB" }    | peer.limits.maxEcho is "1GB", but there is no such key; the nearest is peer.limits.max_echo.
            "search": 3                       | peer.search is "3"; accepted: an object.
            "also_at": ["http://a:1"]         | peer.also_at[0] is "http://a:1"; accepted: an object.
            "name": null                      | peer.name is null; accepted: a value, or no such key.
            "name": ""                        | peer.name is ""; accepted: 1 to 64 characters, none of them a control or format character.
            "name": "a\\u001bb"               | peer.name is "a?b"; accepted: 1 to 64 characters, none of them a control or format character.
            "self_grpc": "http://a:50051"     | peer.self_grpc is "http://a:50051"; accepted: host:port without a scheme, such as localhost:50051.
            "self_grpc": "localhost"          | peer.self_grpc is "localhost"; accepted: host:port without a scheme, such as localhost:50051.
            "rest_port": 0                    | peer.rest_port is "0"; accepted: a port from 1 to 65535.
            "rest_port": 65536                | peer.rest_port is "65536"; accepted: a port from 1 to 65535.
            "grpc_port": -1                   | peer.grpc_port is "-1"; accepted: a port from 1 to 65535.
            "grpc_port": 8001                 | peer.grpc_port is "8001"; accepted: a port of its own for each of rest_port and grpc_port.
            "bind_address": "eth0"            | peer.bind_address is "eth0"; accepted: an IP address of this machine, 0.0.0.0 for all, or localhost.
            "bind_address": "0.0.0.0"         | peer.bind_address is "0.0.0.0"; accepted: an address other than loopback only where peer.access is said too, such as "open".
            "access": "public"                | peer.access is "public"; accepted: open, cluster or directory.
            "access": "cluster"               | peer.access is "cluster"; accepted: cluster only where peer.cluster_secret_file names the file with the cluster's secret.
            "cluster_secret_file": "secret"   | peer.cluster_secret_file is "secret"; accepted: such a file only where peer.access is "cluster".
            "access": "directory"             | peer.access is "directory"; accepted: directory only where peer.directory.urls names the directory, which a directory itself logs in at too.
            "search": { "ttl": "abc" }        | peer.search.ttl is "abc"; accepted: a whole number from 1 to 7.
            "search": { "ttl": 2.5 }          | peer.search.ttl is "2.5"; accepted: a whole number from 1 to 7.
            "search": { "fanout": 65 }        | peer.search.fanout is "65"; accepted: a whole number from 1 to 64.
            "search": { "limit": 1001 }       | peer.search.limit is "1001"; accepted: a whole number from 1 to 1000.
            "search": { "deadline": "2" }     | peer.search.deadline is "2"; accepted: a duration from 50ms to 30s, such as 500ms or 2s.
            "search": { "deadline": "31s" }   | peer.search.deadline is "31s"; accepted: a duration from 50ms to 30s, such as 500ms or 2s.
            "limits": { "max_echo": "64" }    | peer.limits.max_echo is "64"; accepted: a size with its unit, such as 64MB or 1TB.
            "limits": { "max_echo": "999999999999999TB" } | peer.limits.max_echo is "999999999999999TB"; accepted: a size with its unit, such as 64MB or 1TB.
            "limits": { "send_rate": "1KB" }  | peer.limits.send_rate is "1KB"; accepted: what may move in a second, 64KB or more, such as 10MB, or 0 for no limit.
            "limits": { "least_rate": "fast" } | peer.limits.least_rate is "fast"; accepted: what a sender must give in a second, such as 1KB, or 0.
            "limits": { "max_transfers": 0 }  | peer.limits.max_transfers is "0"; accepted: a whole number from 1 to 1024.
            "directory": { "enabled": "yes" } | peer.directory.enabled is "yes"; accepted: true or false.
            "directory": { "store": "mysql" } | peer.directory.store is "mysql"; accepted: sqlite, or a URL like jdbc:postgresql://host:5432/database.
            "directory": { "lease": "1s" }    | peer.directory.lease is "1s"; accepted: a duration from 3s to 1h, such as 60s.
            "directory": { "leese": "1s" }    | peer.directory.leese is "1s", but there is no such key; the nearest is peer.directory.lease.
            "directory": { "urls": ["http://a:1"] } | peer.directory.urls[0] is "http://a:1"; accepted: a directory's URL only with peer.directory.name and peer.directory.password_file.
            "friends": ["http://localhost:8001"] | peer.friends[0] is "http://localhost:8001"; accepted: another peer, and this is the peer itself, by its rest_port 8001.
            "friend_primary": "http://127.0.0.1:8001/" | peer.friend_primary is "http://127.0.0.1:8001/"; accepted: another peer, and this is the peer itself, by its rest_port 8001.
            "also_at": [{ "url": "http://a:1" }] | peer.also_at[0].url is "http://a:1"; accepted: entries of peer.also_at that have both url and grpc.
            """)
    void wrongValueIsNamedWithWhatIsAccepted(String json, String sentence) {
        assertSentence(in(json), file + ":2: " + sentence.replace('?', '\u001b'));
    }

    @ParameterizedTest
    @CsvSource({"''", "localhost:8002", "http://localhost", "http://localhost:8002/files", "ftp://localhost:8002"})
    void friendThatIsNoUrlIsRefusedAndAnEmptyOneTheSame(String friend) {
        String value = "\"" + friend + "\"";
        assertSentence(
                in("\"friend_primary\": " + value), file + ":2: peer.friend_primary is " + value + "; " + URL_FORM);
        assertSentence(in("\"friends\": [" + value + "]"), file + ":2: peer.friends[0] is " + value + "; " + URL_FORM);
    }

    @Test
    void friendThatIsOneOfThePeersOtherAddressesIsThePeerItself() {
        String json = """
                "also_at": [{ "url": "http://peer1.example:8001", "grpc": "peer1.example:50051" }],
                "friends": ["http://PEER1.example:8001/"]""";
        assertSentence(
                in(json),
                file + ":3: peer.friends[0] is \"http://PEER1.example:8001/\"; accepted: another peer, and this is the"
                        + " peer itself, by its also_at.");
    }

    @Test
    void fifthFurtherAddressIsRefused() {
        String entry = "{ \"url\": \"http://a:1\", \"grpc\": \"a:2\" }";
        String json = "\"also_at\": [" + String.join(", ", entry, entry, entry, entry, entry) + "]";
        assertSentence(
                in(json),
                file + ":2: peer.also_at[4].url is \"http://a:1\"; accepted: at most 4 entries in peer.also_at.");
    }

    @Test
    void loopbackSelfUrlIsRefusedOnAPeerBoundToOtherAddresses() {
        String open = "\"bind_address\": \"0.0.0.0\", \"access\": \"open\",\n";
        String why = "a host that other machines can reach, since this peer is bound to 0.0.0.0 (a loopback address may"
                + " stand in peer.also_at).";
        assertSentence(
                in(open + "\"self_url\": \"http://localhost:8001\""),
                file + ":3: peer.self_url is \"http://localhost:8001\"; accepted: " + why);
        assertSentence(
                in(open + "\"self_url\": \"http://a:8001\", \"self_grpc\": \"127.0.0.1:50051\""),
                file + ":3: peer.self_grpc is \"127.0.0.1:50051\"; accepted: " + why);
        assertSentence(
                in(open.strip().replaceFirst(",$", "")),
                file
                        + ":2: peer.bind_address is \"0.0.0.0\"; accepted: all addresses only where peer.self_url says which"
                        + " of them others use.");
    }

    @Test
    void aPasswordWhereOthersMayReadItIsRefusedAndNotShown() {
        assertSentence(
                in("\"directory\": { \"admin_password\": \"hunter22\" }"),
                file + ":2: peer.directory.admin_password is a password where others may read it; accepted:"
                        + " peer.directory.admin_password_file, or PEER_DIRECTORY_ADMIN_PASSWORD in the environment.");
        assertSentence(
                in("\"directory\": { \"store\": \"jdbc:postgresql://a/b?password=hunter22\" }"),
                file
                        + ":2: peer.directory.store holds a password; accepted: one in peer.directory.store_password_file.");
    }

    @Test
    void malformedJsonIsRefusedWithItsLine() {
        assertThatThrownBy(Start.with(file, "{\n  \"peer\": {\n    \"name\": \"a\"\n    \"rest_port\": 1\n} }")::run)
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith(file + ":4 is not JSON: ");
        assertThatThrownBy(Start.with(file, "{ \"peer\": {")::run)
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith(file + ":1 is not JSON: ");
        assertThatThrownBy(Start.with(file, "{\"peer\": {\n\"name\": \"a\",\n\"name\": \"b\" } }")::run)
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith(file + ":3 is not JSON: Duplicate Object property \"name\"");
    }

    @Test
    void fileThatIsNoObjectIsRefused() {
        String sentence = file + " holds no JSON object; accepted: {\"peer\": {…}}.";
        assertSentence(Start.with(file, ""), sentence);
        assertSentence(Start.with(file, "[]"), sentence);
        assertSentence(Start.with(file, "{\"peer\": 5}"), file + ":1: peer is \"5\"; accepted: an object.");
        assertSentence(
                Start.with(file, "{\"name\": \"a\"}"),
                file + ":1: name is \"a\", but there is no such key; the nearest is peer.name.");
        assertSentence(
                Start.with(file, "{}\n{}"), file + ":2 holds more than one JSON object; accepted: {\"peer\": {…}}.");
    }

    @Test
    void fileThatIsNotThereIsRefused() {
        assertSentence(
                new Start().variable("PEER_CONFIG", "no/such.json"),
                "PEER_CONFIG is \"no/such.json\", which cannot be read: it does not exist; accepted: a JSON file, or no"
                        + " PEER_CONFIG at all.");
    }

    @Test
    void wrongVariableIsNamedAsTheVariableItIs() {
        assertSentence(
                new Start().variable("PEER_SELF_ULR", "x"),
                "environment: PEER_SELF_ULR is \"x\", but there is no such key; the nearest is PEER_SELF_URL.");
        assertSentence(
                new Start().variable("PEER_SEARCH_TTL", "x"),
                "environment: PEER_SEARCH_TTL is \"x\"; accepted: a whole number from 1 to 7.");
        assertSentence(
                new Start().argument("peer.rest-prt", "1"),
                "commandLineArgs: peer.rest-prt is \"1\", but there is no such key; the nearest is peer.rest_port.");
    }

    @Test
    void configuredShareThatIsMissingIsRefusedAndNotMade() {
        Path missing = directory.resolve("missing");
        assertSentence(
                Start.with(file, "{\"peer\": {\"shared_dir\": \"" + missing + "\"}}"),
                file + ":1: peer.shared_dir is \"" + missing
                        + "\"; accepted: a directory that exists and can be read.");
        assertThat(missing).doesNotExist();
    }

    @Test
    void stateDirectoryThatCannotBeMadeIsRefused() throws IOException {
        Path plain = Files.createFile(directory.resolve("plain"));
        assertSentence(
                in("\"state_dir\": \"" + plain + "\""),
                file + ":2: peer.state_dir is \"" + plain + "\"; accepted: a directory that can be written.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"share", "share/state", "link"})
    void stateDirectoryThatWouldBeSharedIsRefused(String state) throws IOException {
        Path share = Files.createDirectory(directory.resolve("share"));
        Files.createSymbolicLink(directory.resolve("link"), share);
        String settings = "{\"peer\": {\"shared_dir\": \"%s\", \"state_dir\": \"%s\"}}";
        assertSentence(
                Start.with(file, settings.formatted(share, directory.resolve(state))),
                file + ":1: peer.state_dir is \"" + directory.resolve(state) + "\"; accepted: a directory outside of "
                        + share + ", which is shared.");
    }

    @Test
    void portThatIsTakenIsRefusedBeforeAnythingListens() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertSentence(
                    in("\"rest_port\": " + port),
                    file + ":2: peer.rest_port is \"" + port
                            + "\"; accepted: a port that can be opened on 127.0.0.1 (Address already in use).");
            assertSentence(
                    in("\"grpc_port\": " + port).argument("server.port", "0"),
                    file + ":2: peer.grpc_port is \"" + port
                            + "\"; accepted: a port that can be opened on 127.0.0.1 (Address already in use).");
        }
    }

    /** A file with these keys on its second line, and a share that is there. */
    private Start in(String keys) {
        return Start.with(file, "{ \"peer\": {\n" + keys + "\n} }").variable("PEER_SHARED_DIR", directory.toString());
    }

    private static void assertSentence(Start start, String sentence) {
        assertThatThrownBy(start::run).isInstanceOf(StartRefused.class).hasMessage(sentence);
    }
}
