package io.parvada.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees whose peer does not start: a process of its own, as from the shell. */
class RefusedStartTest {

    @TempDir
    Path directory;

    @Test
    void wrongFileIsOneSentenceAndExitCode2() throws Exception {
        Path file = Files.writeString(directory.resolve("peer1.json"), "{\"peer\": {\"access\": \"cluster\"}}");
        assertRefused(
                file,
                file + ":1: peer.access is \"cluster\"; accepted: cluster only where"
                        + " peer.cluster_secret_file names the file with the cluster's secret.");
        assertRefused(
                directory.resolve("none.json"),
                "PEER_CONFIG is \"" + directory.resolve("none.json")
                        + "\", which cannot be read: it does not exist; accepted: a JSON file, or no PEER_CONFIG at all.");
    }

    @Test
    void keyThatOthersMayReadIsOneSentenceAndExitCode2() throws Exception {
        Path identity = Files.createDirectories(directory.resolve(".parvada/identity"));
        Files.setPosixFilePermissions(identity, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = Files.writeString(
                directory.resolve("peer1.json"), "{\"peer\": {\"shared_dir\": \"" + directory + "\"}}");
        assertRefused(
                file,
                identity + " is open to other users; accepted is mode 0700: chmod 700 " + identity + " mends it.",
                "--server.port=0",
                "--grpc.server.port=0");
    }

    private void assertRefused(Path file, String sentence, String... arguments) throws Exception {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PeerApplication.class.getName());
        command.command().addAll(List.of(arguments));
        command.environment().put("PEER_CONFIG", file.toString());
        Path out = directory.resolve("out");
        Process process = command.directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(out, StandardCharsets.UTF_8).lines().filter(line -> !line.contains(" INFO ")))
                .containsExactly(sentence);
        assertThat(process.exitValue()).isEqualTo(2);
    }
}
