package io.parvada.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.cli.session.Interrupts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client at a peer that speaks TLS on both ports. */
class TlsCliTest {

    @TempDir
    static Path dir;

    private static TestPeer peer;

    @BeforeAll
    static void start() throws IOException {
        boolean openssl = run("openssl", "version");
        if ("1".equals(System.getenv("PARVADA_REQUIRE_ALL"))) {
            assertThat(openssl).as("PARVADA_REQUIRE_ALL=1: openssl").isTrue();
        }
        Assumptions.assumeTrue(openssl, "no openssl to make certificates");
        assertThat(run("sh", "../scripts/make-certs.sh", dir.toString(), "localhost"))
                .isTrue();
        assertThat(run("sh", "../scripts/make-certs.sh", dir.resolve("other").toString(), "localhost"))
                .isTrue();
        peer = new TestPeer(
                "peer1", "peer1-id", new TestTls(dir.resolve("localhost.pem"), dir.resolve("localhost.key")));
    }

    @AfterAll
    static void stop() {
        if (peer != null) {
            peer.close();
        }
    }

    @Test
    void aPeerWhoseCaIsGivenIsAskedOverTls() {
        Cli.Said said = asked(dir.resolve("ca.pem"), "status");

        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(said.out()).contains("peer1", "https://localhost:" + peer.port());
    }

    @Test
    void aFileComesOverTlsByGrpcAndByHttp() throws IOException {
        SharedBytes bytes = SharedBytes.random(2_500_000, 6);
        peer.files.shared.put("film.bin", bytes);
        peer.locates(true, peer.source("film.bin", bytes));

        for (String action : List.of("download_grpc", "download_http")) {
            Path copy = dir.resolve(action);
            Cli.Said said = asked(dir.resolve("ca.pem"), action, "--filename", "film.bin", "--output", copy.toString());
            assertThat(said.exit()).as(said.toString()).isZero();
            assertThat(Files.size(copy)).isEqualTo(2_500_000);
        }
    }

    @Test
    void aPeerOfAnotherCaIsUnreachableAndTheSentenceSaysWhy() {
        Cli.Said said = asked(dir.resolve("other/ca.pem"), "status");

        assertThat(said.exit()).isEqualTo(4);
        assertThat(said.err()).contains("certificate", "--ca");
    }

    @Test
    void aCaThatIsNoneIsAWrongOption() {
        assertThat(asked(dir.resolve("localhost.key"), "status").exit()).isEqualTo(2);
        assertThat(asked(dir.resolve("nothing.pem"), "status").err()).contains("--ca is a PEM file");
    }

    private static Cli.Said asked(Path ca, String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("--host", "https://localhost", "--port", String.valueOf(peer.port()), "--ca", ca.toString()));
        all.addAll(List.of(arguments));
        return Cli.run(Map.of(), new Interrupts(), all.toArray(String[]::new));
    }

    private static boolean run(String... command) throws IOException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (InterruptedException e) {
            throw new IOException(e);
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
