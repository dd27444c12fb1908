package io.parvada.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of either side in the middle of a transfer: nothing torn under a final name, and the work goes on. */
class KilledInTheMiddleIT {

    private static final int SIZE = 200_000_000;
    private static final int ROUNDS = 4;

    @TempDir
    Path dir;

    private final Random random = new Random(7);
    private List<PeerProcess> peers;
    private PeerProcess receiver;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        peers = PeerProcess.network(dir, 2);
        receiver = peers.get(0);
        byte[] bytes = new byte[SIZE];
        random.nextBytes(bytes);
        file = Files.write(dir.resolve("recording.bin"), bytes);
    }

    @AfterEach
    void stop() {
        peers.forEach(PeerProcess::close);
    }

    @Test
    void anUploadGoesOnAfterTheReceiverWasKilledAndStartedAgain() throws Exception {
        Client client = new Client(dir.resolve("client"));
        for (int round = 0; round < ROUNDS; round++) {
            Process upload = client.start(receiver, "--action", "upload_grpc", "--filepath", file.toString());
            inTheMiddle(receiver.share.resolve(".parvada/staging"), upload);
            receiver.kill();
            upload.destroyForcibly().waitFor();
            nothingTornStands(receiver.share.resolve("recording.bin"));
            receiver.start();
            receiver.awaitStarted();
        }
        Client.Said said = client.run(receiver, "--action", "upload_grpc", "--filepath", file.toString());
        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(Files.mismatch(file, receiver.share.resolve("recording.bin")))
                .isEqualTo(-1);
    }

    @Test
    void aDownloadGoesOnAfterTheClientWasKilled() throws Exception {
        Files.copy(file, receiver.share.resolve("recording.bin"));
        Waiting.until("it is hashed", Duration.ofSeconds(30), () -> receiver.hashed("recording.bin"));
        Client client = new Client(dir.resolve("client"));
        Path target = client.directory().resolve("recording.bin");
        for (int round = 0; round < ROUNDS; round++) {
            Process download = client.start(receiver, "--action", "download_grpc", "--filename", "recording.bin");
            inTheMiddle(client.directory(), download);
            download.destroyForcibly().waitFor();
            nothingTornStands(target);
        }
        Client.Said said = client.run(receiver, "--action", "download_grpc", "--filename", "recording.bin");
        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(Files.mismatch(file, target)).isEqualTo(-1);
    }

    private void nothingTornStands(Path target) throws Exception {
        if (Files.exists(target)) {
            assertThat(Files.mismatch(file, target)).isEqualTo(-1);
        }
    }

    /** A random moment after bytes have begun to arrive in {@code staging}, or after the transfer has ended. */
    private void inTheMiddle(Path staging, Process transfer) {
        Waiting.until(
                "bytes arrive", Duration.ofSeconds(30), () -> !transfer.isAlive() || bytesIn(staging) > 1_000_000);
        long end = System.nanoTime() + Duration.ofMillis(random.nextInt(300)).toNanos();
        Waiting.until("the moment has come", Duration.ofSeconds(5), () -> System.nanoTime() > end);
    }

    private static long bytesIn(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        long sum = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path path : files) {
                sum += Files.isRegularFile(path) ? Files.size(path) : 0;
            }
        }
        return sum;
    }
}
