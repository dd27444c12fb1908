package io.parvada.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client in Python, generated from the .proto alone, against a real peer. */
class ForeignClientIT {

    @TempDir
    Path dir;

    @Test
    void aPythonClientMadeFromTheProtoAloneMovesFilesBothWays() throws Exception {
        Optional<String> python = Stream.of("/usr/bin/python3", "python3")
                .filter(ForeignClientIT::hasGrpc)
                .findFirst();
        Required.that(python.isPresent(), "no python3 with grpcio and grpcio-tools");
        List<PeerProcess> peers = PeerProcess.network(dir, 1);
        try {
            Process client = new ProcessBuilder(
                            python.orElseThrow(),
                            Jars.REPOSITORY
                                    .resolve("scripts/interop/file_transfer_client.py")
                                    .toString(),
                            "localhost:" + peers.get(0).grpcPort)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(client.waitFor()).as(said).isZero();
        } finally {
            peers.forEach(PeerProcess::close);
        }
    }

    private static boolean hasGrpc(String python) {
        try {
            return new ProcessBuilder(python, "-c", "import grpc, grpc_tools")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
