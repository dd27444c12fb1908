package io.parvada.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.system.Client;
import io.parvada.system.PeerProcess;
import io.parvada.system.Waiting;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.fetch.Download;
import io.parvada.transfer.fetch.DownloadListener;
import io.parvada.transfer.fetch.DownloadReport;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.storage.StagedFile;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R2: senders that are killed, or freeze so that no connection ends. */
class LostSenderIT {

    private static final Duration PERMIT_FREE = Duration.ofSeconds(10);
    private static final int SIZE = 300_000_000;
    private static final String NAME = "recording.bin";

    @TempDir
    static Path dir;

    private static Random random;
    private static List<PeerProcess> peers = List.of();
    private static Path file;

    @BeforeAll
    static void start() throws Exception {
        random = Samples.random("R2");
        peers = PeerProcess.network(dir, 2);
        file = Files.write(dir.resolve(NAME), Samples.bytes(random, SIZE));
    }

    @AfterAll
    static void stop() {
        peers.forEach(PeerProcess::close);
    }

    @Test
    void anotherHolderTakesOverFromTheLastProvenPieceOfAKilledOne() throws Exception {
        for (PeerProcess peer : peers) {
            Files.createLink(peer.share.resolve(NAME), file);
        }
        for (PeerProcess peer : peers) {
            Waiting.until("it is hashed", Duration.ofSeconds(60), () -> peer.hashed(NAME));
        }
        ContentId content = Samples.content(file);
        long moment = (long) (SIZE * (0.1 + 0.8 * random.nextDouble()));
        Path copy = dir.resolve("copy.bin");
        AtomicInteger askedAgain = new AtomicInteger();
        DownloadReport report;
        ExecutorService lanes = Executors.newFixedThreadPool(peers.size());
        try (StagedFile staged = StagedFile.at(dir.resolve("part"), content)) {
            List<PieceSource> holders = peers.stream()
                    .map(peer -> (PieceSource) new WatchedHolder(peer.name, peer.grpcPort, staged, askedAgain))
                    .toList();
            DownloadListener killer = new DownloadListener() {
                @Override
                public void progress(long provenBytes, long totalBytes) {
                    if (provenBytes >= moment) {
                        peers.get(0).kill();
                    }
                }
            };
            report = new Download(staged, holders, lanes, killer).run();
            holders.forEach(PieceSource::close);
            staged.commitTo(copy, false);
        } finally {
            lanes.shutdownNow();
        }
        assertThat(Files.mismatch(file, copy)).isEqualTo(-1);
        System.out.printf(
                "R2: a holder killed at %d of %d bytes, the other gave the rest: %.1f MiB came that were in flight, %d proven pieces asked for again%n",
                moment, SIZE, (report.receivedBytes() - SIZE) / 1048576.0, askedAgain.get());
        assertThat(askedAgain).hasValue(0);
        assertThat(report.receivedBytes() - SIZE).isLessThan(KilledReceiverIT.IN_FLIGHT);
        assertThat(report.holders().get(0).failure()).isPresent();
    }

    @Test
    void permitOfASenderThatIsKilledOrFreezesIsFreeWithinTenSeconds() throws Exception {
        long killed = freeAfter("-KILL");
        long frozen = freeAfter("-STOP");
        long silent = freeAfterASilentPut();
        System.out.printf(
                "R2: the permit of an upload was free %d ms after kill -9, %d ms after SIGSTOP; of a PUT that fell silent after %d ms%n",
                killed, frozen, silent);
    }

    private static long freeAfter(String signal) throws Exception {
        PeerProcess receiver = peers.get(1);
        Client client = new Client(dir.resolve("client"));
        Process upload = client.start(
                receiver, "--action", "upload_grpc", "--filepath", file.toString(), "--as", "to" + signal + ".bin");
        try {
            Waiting.until("it sends", Duration.ofSeconds(60), () -> active(receiver) == 1);
            new ProcessBuilder("kill", signal, String.valueOf(upload.pid()))
                    .start()
                    .waitFor();
            return untilFree(receiver);
        } finally {
            upload.destroyForcibly().waitFor();
        }
    }

    private static long freeAfterASilentPut() throws Exception {
        PeerProcess receiver = peers.get(1);
        try (Socket socket = new Socket("localhost", receiver.restPort)) {
            String head = "PUT /files/silent.bin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(new byte[100_000]);
            Waiting.until("it is taken", Duration.ofSeconds(5), () -> active(receiver) == 1);
            return untilFree(receiver);
        }
    }

    private static long untilFree(PeerProcess receiver) {
        return Waiting.until("the permit is free", PERMIT_FREE, () -> active(receiver) == 0)
                .toMillis();
    }

    private static int active(PeerProcess peer) throws IOException, InterruptedException {
        return peer.json("/status").at("/transfers/active").asInt();
    }
}
