package io.parvada.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.system.Client;
import io.parvada.system.PeerProcess;
import io.parvada.system.Waiting;
import io.parvada.system.proxy.BitFlip;
import io.parvada.system.proxy.NumberedBlocks;
import io.parvada.system.proxy.Proxy;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.Download;
import io.parvada.transfer.fetch.DownloadListener;
import io.parvada.transfer.fetch.DownloadReport;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.storage.StagedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** R6: one bit of one piece of fifty is flipped between a holder and the receiver. */
class FlippedBitIT {

    private static final int PIECES = 50;
    private static final int SIZE = PIECES << 20;
    private static final String NAME = "fifty.bin";
    /** What passes the honest holder's proxy before the bit is flipped: the layer, but no piece. */
    private static final int LAYER_BYTES = 64 * 1024;

    @TempDir
    static Path dir;

    private static List<PeerProcess> peers = List.of();
    private static ContentId content;
    private static Path original;

    private final Random random = Samples.random("R6");
    private final AtomicInteger askedAgain = new AtomicInteger();
    private long receivedBeyond;

    @BeforeAll
    static void start() throws Exception {
        peers = PeerProcess.network(dir, 2);
        original = Files.write(dir.resolve(NAME), NumberedBlocks.make(SIZE));
        content = Samples.content(original);
        for (PeerProcess peer : peers) {
            Files.copy(original, peer.share.resolve(NAME));
        }
        for (PeerProcess peer : peers) {
            Waiting.until("it is hashed", Duration.ofSeconds(60), () -> peer.hashed(NAME));
        }
    }

    @AfterAll
    static void stop() {
        peers.forEach(PeerProcess::close);
    }

    @Test
    void inTwentyTransfersItIsFoundEachTimeAndOnlyThatPieceIsFetchedAgain() throws Exception {
        transfers(20);
    }

    @Test
    @Tag("large")
    void inFiveHundredTransfersItIsFoundEachTime() throws Exception {
        transfers(500);
    }

    @Test
    void clientNamesTheHolderThatItBlames() throws Exception {
        BitFlip flip = new BitFlip(random.nextInt(1_000), random.nextInt(128));
        Client client = new Client(dir.resolve("client"));
        try (Proxy liar = new Proxy(peers.get(0).grpcPort, flip)) {
            String port = String.valueOf(liar.port());
            Client.Said said = client.run(
                    peers.get(0), "--grpc_port", port, "--json", "--action", "download_grpc", "--filename", NAME);
            assertThat(said.exit()).as(said.toString()).isZero();
            JsonNode blamed = new JsonMapper()
                    .readTree(said.out())
                    .get("holders")
                    .valueStream()
                    .filter(holder -> holder.get("name").asString().equals(peers.get(0).name))
                    .findFirst()
                    .orElseThrow();
            assertThat(blamed.get("bad_pieces").size()).isEqualTo(1);
            assertThat(blamed.get("reason").asString()).isEqualTo(Reason.CORRUPT_SOURCE.name());
            assertThat(Files.mismatch(original, client.directory().resolve(NAME)))
                    .isEqualTo(-1);
        }
    }

    private void transfers(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            transfer(new BitFlip(random.nextInt(SIZE / NumberedBlocks.BLOCK_BYTES * 9 / 10), random.nextInt(128)));
        }
        assertThat(askedAgain).hasValue(0);
        System.out.printf(
                "R6: %d transfers with a flipped bit, %d found and blamed, %d proven pieces asked for again, at most %.1f MiB received beyond the file%n",
                count, count, askedAgain.get(), receivedBeyond / 1048576.0);
    }

    private void transfer(BitFlip flip) throws Exception {
        AtomicLong honestBytes = new AtomicLong();
        Proxy.Tap afterTheFlip = (buffer, bytes) -> {
            if (honestBytes.addAndGet(bytes) > LAYER_BYTES) {
                flip.await();
            }
        };
        Path copy = dir.resolve("copy.bin");
        DownloadReport report;
        ExecutorService lanes = Executors.newFixedThreadPool(2);
        try (Proxy liar = new Proxy(peers.get(0).grpcPort, flip);
                Proxy honest = new Proxy(peers.get(1).grpcPort, afterTheFlip);
                StagedFile staged = StagedFile.at(dir.resolve("part"), content)) {
            List<PieceSource> holders = List.of(
                    new WatchedHolder("liar", liar.port(), staged, askedAgain),
                    new WatchedHolder("honest", honest.port(), staged, askedAgain));
            report = new Download(staged, holders, lanes, new DownloadListener() {}).run();
            holders.forEach(PieceSource::close);
            staged.commitTo(copy, false);
        } finally {
            lanes.shutdownNow();
        }
        assertThat(Files.mismatch(original, copy)).isEqualTo(-1);
        Files.delete(copy);
        assertThat(flip.isDone()).as("a bit was flipped").isTrue();
        DownloadReport.Holder blamed = report.holders().get(0);
        assertThat(blamed.badPieces()).containsExactly(flip.piece());
        assertThat(blamed.failure())
                .hasValueSatisfying(why -> assertThat(why.reason()).isEqualTo(Reason.CORRUPT_SOURCE));
        assertThat(report.holders().get(1).badPieces()).isEmpty();
        assertThat(blamed.bytes() + report.holders().get(1).bytes()).isEqualTo(SIZE);
        receivedBeyond = Math.max(receivedBeyond, report.receivedBytes() - SIZE);
    }
}
