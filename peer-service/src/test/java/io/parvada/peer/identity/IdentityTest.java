package io.parvada.peer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.config.StartRefused;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

    private static final PeerId ID = new PeerId("a".repeat(26));
    private static final PeerUrl URL = PeerUrl.parse("http://a:1");
    private static final HostPort GRPC = new HostPort("a", 2);

    @TempDir
    Path stateDir;

    @Test
    void keyIsMadeAtTheFirstStartAndKept() throws IOException {
        Path directory = stateDir.resolve("identity");
        PeerId first = IdentityKeys.load(directory).id();
        assertThat(IdentityKeys.load(directory).id()).isEqualTo(first);
        assertThat(first.value()).matches("[a-z2-7]{26}");
        assertThat(mode(directory)).isEqualTo("rwx------");
        assertThat(mode(directory.resolve("key.pem"))).isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("key.pem"));
        }
    }

    @Test
    void twoPeersHaveTwoIds() {
        assertThat(IdentityKeys.load(stateDir.resolve("a")).id())
                .isNotEqualTo(IdentityKeys.load(stateDir.resolve("b")).id());
    }

    /** Key by openssl; id by: openssl pkey -pubin -outform DER | sha256sum | xxd -r -p | base32 | cut -c 1-26. */
    @Test
    void idIsTheBeginningOfTheBase32OfTheKeysHash() throws Exception {
        String spki =
                "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsQRON9m/esSWShQK6gN06/B7ybLofO6CUznE7UYXMwdqCkiqN9HgVV84JEny3ivuYw+J0gxWQeU+eOimDws1Xw==";
        var key = KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(spki)));
        assertThat(PeerId.of(key)).hasToString("luvotebqukmjottprjaqkewfnw");
    }

    @Test
    void keyThatOthersMayReadRefusesTheStartAndSaysWhatMendsIt() throws IOException {
        Path directory = stateDir.resolve("identity");
        IdentityKeys.load(directory);
        Path key = directory.resolve("key.pem");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> IdentityKeys.load(directory))
                .isInstanceOf(StartRefused.class)
                .hasMessage(key + " is open to other users; accepted is mode 0600: chmod 600 " + key + " mends it.");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> IdentityKeys.load(directory))
                .hasMessage(directory + " is open to other users; accepted is mode 0700: chmod 700 " + directory
                        + " mends it.");
    }

    @Test
    void keyThatIsBrokenRefusesTheStartAndIsNotReplaced() throws IOException {
        Path directory = stateDir.resolve("identity");
        IdentityKeys.load(directory);
        Path key = directory.resolve("key.pem");
        String good = Files.readString(key);
        for (String bad : List.of("", "x", good.substring(0, 60), good.replace("PUBLIC", "PUBLISHED"))) {
            Files.writeString(key, bad);
            assertThatThrownBy(() -> IdentityKeys.load(directory))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageStartingWith(key + " holds no EC key pair (");
            assertThat(key).hasContent(bad);
        }
    }

    @Test
    void twoHalvesOfDifferentPairsAreNotAPair() throws IOException {
        IdentityKeys.load(stateDir.resolve("a"));
        IdentityKeys.load(stateDir.resolve("b"));
        Path key = stateDir.resolve("a/key.pem");
        String begin = "-----BEGIN PUBLIC";
        String a = Files.readString(key);
        String b = Files.readString(stateDir.resolve("b/key.pem"));
        Files.writeString(key, a.substring(0, a.indexOf(begin)) + b.substring(b.indexOf(begin)));
        assertThatThrownBy(() -> IdentityKeys.load(stateDir.resolve("a")))
                .hasMessageContaining("(its two keys do not belong together)");
    }

    @Test
    void draftOfAStartThatWasKilledIsNotInTheWay() throws IOException {
        Path directory = Files.createDirectory(
                stateDir.resolve("identity"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(directory.resolve("key.pem.new"), "torn");
        assertThat(IdentityKeys.load(directory).id()).isNotNull();
        assertThat(directory.resolve("key.pem.new")).doesNotExist();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "aaaaaaaaaaaaaaaaaaaaaaaaa",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "Aaaaaaaaaaaaaaaaaaaaaaaaaa",
                "1aaaaaaaaaaaaaaaaaaaaaaaaa",
                "../aaaaaaaaaaaaaaaaaaaaaaa"
            })
    void idIs26CharactersOfBase32(String text) {
        assertThatThrownBy(() -> new PeerId(text))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST));
    }

    @Test
    void peerThatDescribesItselfWronglyIsRefused() {
        List<Endpoint> five = Collections.nCopies(5, new Endpoint(URL, GRPC));
        assertThatThrownBy(() -> new Peer(ID, "a", URL, GRPC, five))
                .hasMessage("a peer has at most 4 further addresses");
        assertThatThrownBy(() -> new Peer(ID, "a\u001b[2J", URL, GRPC, List.of()))
                .isInstanceOf(PeerException.class);
        assertThatThrownBy(() -> new Peer(ID, "a", null, GRPC, List.of())).isInstanceOf(PeerException.class);
        assertThatThrownBy(() -> new Peer(ID, "a", URL, null, List.of())).isInstanceOf(PeerException.class);
        assertThat(new Peer(ID, "a", URL, GRPC, null).endpoints()).containsExactly(new Endpoint(URL, GRPC));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
