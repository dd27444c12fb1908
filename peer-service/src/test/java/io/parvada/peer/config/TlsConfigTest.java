package io.parvada.peer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsConfigTest {

    @TempDir
    Path dir;

    private Path file;
    private Path certificate;
    private Path key;

    @BeforeEach
    void files() throws IOException {
        file = dir.resolve("peer.json");
        Files.createDirectories(dir.resolve("share"));
        TestCertificates made = TestCertificates.make(dir.resolve("ca"), "localhost");
        certificate = made.certificateFile("localhost");
        key = made.keyFile("localhost");
    }

    @Test
    void withACertificateThePeerIsAtHttps() {
        PeerConfig config = start(tls(certificate, key), "").config();

        assertThat(config.selfUrl()).hasToString("https://localhost:8801");
        assertThat(config.tls().certificate()).contains(certificate);
        assertThat(config.tls().trust()).isEmpty();
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() {
        refused(start("\"tls\": { \"certificate\": \"" + certificate + "\" },", ""), "both or none");
        refused(start("\"tls\": { \"private_key\": \"" + key + "\" },", ""), "both or none");
    }

    @Test
    void aFileThatIsNotThereOrNoPemIsNamed() throws IOException {
        Path missing = dir.resolve("missing.pem");
        Path text = Files.writeString(dir.resolve("text.pem"), "no PEM");

        refused(start(tls(missing, key), ""), "peer.tls.certificate is \"" + missing + "\"; accepted: a PEM file");
        refused(start(tls(text, key), ""), "peer.tls.certificate is \"" + text + "\"; accepted: a PEM file");
        refused(start(tls(certificate, text), ""), "peer.tls.private_key is \"" + text + "\"; accepted: a PEM file");
        refused(start("\"tls\": { \"trust\": \"" + text + "\" },", ""), "peer.tls.trust is \"" + text + "\"");
    }

    @Test
    void theKeyOfAnotherCertificateIsRefused() throws Exception {
        byte[] other = KeyPairGenerator.getInstance("EC")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Path foreign = Files.writeString(
                dir.resolve("other.key"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(other)
                        + "\n-----END PRIVATE KEY-----\n");

        refused(start(tls(certificate, foreign), ""), "peer.tls.private_key is \"" + foreign + "\"");
    }

    @Test
    void theUrlOfAPeerSaysWhetherItSpeaksTls() {
        refused(
                start(tls(certificate, key), "\"self_url\": \"http://localhost:8801\","),
                "peer.self_url is \"http://localhost:8801\"; accepted: https, since peer.tls.certificate is said");
        refused(
                start("", "\"self_url\": \"https://localhost:8801\","),
                "accepted: http, or https where peer.tls.certificate is said too");
    }

    private static String tls(Path certificate, Path key) {
        return "\"tls\": { \"certificate\": \"" + certificate + "\", \"private_key\": \"" + key + "\" },";
    }

    private Start start(String tls, String further) {
        return Start.with(
                file,
                "{ \"peer\": { " + tls + further + " \"rest_port\": 8801, \"grpc_port\": 8851, \"shared_dir\": \""
                        + dir.resolve("share") + "\" } }");
    }

    private static void refused(Start start, String why) {
        assertThatThrownBy(start::config).isInstanceOf(StartRefused.class).hasMessageContaining(why);
    }
}
