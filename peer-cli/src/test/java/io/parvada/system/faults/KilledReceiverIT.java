package io.parvada.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.system.Client;
import io.parvada.system.PeerProcess;
import io.parvada.system.Waiting;
import io.parvada.system.proxy.Proxy;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.storage.StagedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * R1, downloads: kill -9 of the client when a random number of bytes has come to it, its last ones and the giving of the
 * name included. Each kill strikes what the one before has left, until the file is whole.
 */
class KilledReceiverIT {

    private static final int SIZE = 100_000_000;
    private static final String NAME = "recording.bin";
    /**
     * What a holder may send before it is read: the windows of the call that is read and of the one that is under way
     * besides (docs/decisions/0033), the piece in hand, and frames around.
     */
    static final long IN_FLIGHT = 2L * PeerChannel.WINDOW_BYTES + Pieces.PIECE_BYTES + (64 << 10);

    @TempDir
    Path dir;

    private final AtomicLong carried = new AtomicLong();
    private Random random;
    private PeerProcess peer;
    private Client client;
    private Path target;
    private ContentId content;
    private long sentAgain;
    private int whole;

    @BeforeEach
    void start() throws Exception {
        random = Samples.random("R1");
        peer = PeerProcess.network(dir, 1).get(0);
        content = Samples.content(Files.write(peer.share.resolve(NAME), Samples.bytes(random, SIZE)));
        Waiting.until("it is hashed", Duration.ofSeconds(30), () -> peer.hashed(NAME));
        client = new Client(dir.resolve("client"));
        target = client.directory().resolve(NAME);
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    @Test
    void fourteenKillsOfADownloadLeaveNothingTornAndLoseOnlyWhatWasInFlight() throws Exception {
        kills(14);
    }

    @Test
    @Tag("large")
    void hundredAndFortyKillsOfADownloadDoSo() throws Exception {
        kills(140);
    }

    private void kills(int count) throws Exception {
        long before = 0;
        for (int i = 0; i < count; i++) {
            carried.set(0);
            long missing = SIZE - before;
            long moment = (long) (missing * 1.3 * random.nextDouble());
            killAfter(Math.min(moment, missing), moment < missing ? 0 : random.nextInt(300));
            if (Files.exists(target)) {
                assertThat(Files.mismatch(peer.share.resolve(NAME), target))
                        .as("torn")
                        .isEqualTo(-1);
                Files.delete(target);
                whole++;
                before = 0;
            } else {
                long proven = provenOnDisk();
                sentAgain = Math.max(sentAgain, before + carried.get() - proven);
                before = proven;
            }
        }
        Client.Said said = client.run(peer, "--action", "download_grpc", "--filename", NAME);
        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(Files.mismatch(peer.share.resolve(NAME), target)).isEqualTo(-1);
        System.out.printf(
                "R1: %d kills of a downloading client (%d after it had its name), 0 torn files, 0 wrong roots, at most %.1f MiB sent again%n",
                count, whole, sentAgain / 1048576.0);
        assertThat(sentAgain).isLessThanOrEqualTo(IN_FLIGHT);
    }

    /** At the moment at which so many bytes have come, or some milliseconds later. */
    private void killAfter(long bytes, int millis) throws Exception {
        CompletableFuture<Process> download = new CompletableFuture<>();
        AtomicBoolean due = new AtomicBoolean();
        Executor later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
        try (Proxy proxy = new Proxy(peer.grpcPort, (buffer, count) -> {
            if (carried.addAndGet(count) >= bytes && due.compareAndSet(false, true)) {
                download.thenAcceptAsync(Process::destroyForcibly, millis == 0 ? Runnable::run : later);
            }
        })) {
            Process process = client.start(
                    peer, "--grpc_port", String.valueOf(proxy.port()), "--action", "download_grpc", "--filename", NAME);
            download.complete(process);
            process.waitFor();
        }
    }

    /** What a next run would go on from; all of it is compared with the original. */
    private long provenOnDisk() throws IOException {
        Path part = target.resolveSibling("." + NAME + ".parvada-part");
        if (!Files.exists(part)) {
            return 0;
        }
        try (StagedFile staged = StagedFile.at(part, content);
                FileChannel original = FileChannel.open(peer.share.resolve(NAME));
                FileChannel copy = FileChannel.open(part)) {
            Pieces pieces = content.pieces();
            BitSet proven = staged.provenPieces();
            for (int piece = proven.nextSetBit(0); piece >= 0; piece = proven.nextSetBit(piece + 1)) {
                assertThat(read(copy, pieces, piece)).as("piece %d", piece).isEqualTo(read(original, pieces, piece));
            }
            return staged.provenBytes();
        }
    }

    private static ByteBuffer read(FileChannel file, Pieces pieces, int piece) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(pieces.length(piece));
        file.read(bytes, pieces.offset(piece));
        return bytes.flip();
    }
}
