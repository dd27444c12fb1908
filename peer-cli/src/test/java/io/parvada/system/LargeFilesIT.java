package io.parvada.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files much larger than the heap of either end go up and down, over gRPC and over HTTP. */
class LargeFilesIT {

    private static final long MIB = 1024 * 1024;

    @TempDir
    Path dir;

    @Test
    void threeHundredMegabytesPassThroughHeapsOf64And128() throws Exception {
        upAndDown(300 * MIB + 12_345, "-Xmx128m", "-Xmx64m");
    }

    @Test
    @Tag("large")
    void twoGibibytesPassThroughHeapsOf256() throws Exception {
        upAndDown(2048 * MIB, "-Xmx256m", "-Xmx256m");
    }

    private void upAndDown(long size, String peerHeap, String clientHeap) throws Exception {
        Path file = random(dir.resolve("large.bin"), size);
        List<PeerProcess> peers = PeerProcess.network(dir, 2, peerHeap);
        try {
            PeerProcess peer = peers.get(1);
            Client client = new Client(dir.resolve("client"), List.of(clientHeap));
            for (String way : List.of("grpc", "http")) {
                String name = "over-" + way + ".bin";
                succeeds(client.run(peer, "--action", "upload_" + way, "--filepath", file.toString(), "--as", name));
                succeeds(client.run(peers.get(0), "--action", "download_" + way, "--filename", name));
                Path arrived = client.directory().resolve(name);
                assertThat(Files.mismatch(file, arrived)).isEqualTo(-1);
                Files.delete(arrived);
            }
        } finally {
            peers.forEach(PeerProcess::close);
        }
    }

    private static void succeeds(Client.Said said) {
        assertThat(said.exit()).as(said.toString()).isZero();
    }

    private static Path random(Path file, long size) throws IOException {
        Random random = new Random(size);
        byte[] block = new byte[(int) MIB];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = size; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
        return file;
    }
}
