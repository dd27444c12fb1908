package io.parvada.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.system.Client;
import io.parvada.system.PeerProcess;
import io.parvada.system.Waiting;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.Download;
import io.parvada.transfer.fetch.DownloadListener;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.storage.StagedFile;
import io.parvada.transfer.wire.GrpcPieceSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R7: a byte of a shared file is changed on disk after it was indexed. */
class ChangedOnDiskIT {

    private static final int SIZE = 2_500_000;
    /** More than is under way before the receiver has read the first of it. */
    private static final int SERVED_SIZE = 40_000_000;

    private static final int CHANGES = 50;
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    static Path dir;

    private static List<PeerProcess> peers = List.of();

    private final Random random = Samples.random("R7");

    @BeforeAll
    static void start() throws Exception {
        peers = PeerProcess.network(dir, 2);
    }

    @AfterAll
    static void stop() {
        peers.forEach(PeerProcess::close);
    }

    @Test
    void onlyHolderWithAChangedByteIsCorruptAndNothingGetsTheName() throws Exception {
        share("alone.bin", peers.get(0));
        changeUnseen(peers.get(0).share.resolve("alone.bin"));
        Client client = new Client(dir.resolve("alone"));
        Client.Said said = client.run(peers.get(1), "--action", "download_grpc", "--filename", "alone.bin");
        assertThat(said.exit()).as(said.toString()).isEqualTo(5);
        assertThat(said.err()).contains(Reason.CORRUPT_SOURCE.name());
        assertThat(client.directory().resolve("alone.bin")).doesNotExist();
    }

    @Test
    void anotherHolderGivesWhatTheChangedOneCannot() throws Exception {
        byte[] original = share("both.bin", peers.get(0), peers.get(1));
        changeUnseen(peers.get(0).share.resolve("both.bin"));
        Client client = new Client(dir.resolve("both"));
        Client.Said said = client.run(peers.get(1), "--action", "download_grpc", "--filename", "both.bin");
        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(client.directory().resolve("both.bin")).hasBinaryContent(original);
    }

    @Test
    void eachOfFiftyChangedBytesFailsTheProofOfItsPiece() throws Exception {
        PeerProcess peer = peers.get(0);
        List<ContentId> contents = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            contents.add(Samples.content(share("changed-%d.bin".formatted(i), peer)));
        }
        List<Integer> pieces = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            pieces.add((int) (changeUnseen(peer.share.resolve("changed-%d.bin".formatted(i))) >> 20));
        }
        for (int i = 0; i < CHANGES; i++) {
            isRefused(contents.get(i), pieces.get(i));
        }
        System.out.printf(
                "R7: %d files with a byte changed on disk, %d times CORRUPT_SOURCE, 0 delivered as proven%n",
                CHANGES, CHANGES);
    }

    private static void isRefused(ContentId content, int piece) {
        ExecutorService lane = Executors.newSingleThreadExecutor();
        try (StagedFile staged = StagedFile.at(dir.resolve("part"), content);
                PieceSource holder = source(peers.get(0))) {
            Download download = new Download(staged, List.of(holder), lane, new DownloadListener() {});
            assertThatThrownBy(download::run)
                    .isInstanceOfSatisfying(
                            PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT_SOURCE));
            assertThat(staged.proven(piece)).isFalse();
            staged.discard();
        } finally {
            lane.shutdownNow();
        }
    }

    private static PieceSource source(PeerProcess peer) {
        return new GrpcPieceSource(peer.name, PeerChannel.to("localhost:" + peer.grpcPort));
    }

    @Test
    void fileThatChangesWhileItIsServedIsReadAgainAndTheLogSaysSo() throws Exception {
        PeerProcess peer = peers.get(0);
        ContentId before = Samples.content(share("served.bin", SERVED_SIZE, peer));
        Path file = peer.share.resolve("served.bin");
        try (PieceSource source = source(peer)) {
            PieceSource.Blocks changing = (offset, block) -> {
                block.close();
                if (offset == 0) {
                    append(file);
                }
            };
            assertThatThrownBy(() -> source.bytes(before, 0, SERVED_SIZE, changing))
                    .isInstanceOfSatisfying(
                            PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT_SOURCE));
        }
        assertThat(Files.readString(peer.log())).contains("'served.bin' is not what was indexed: it is read again");
        String now = Samples.content(file).root().hex();
        Waiting.until(
                "it is indexed anew",
                Duration.ofSeconds(20),
                () -> peer.json("/files?query=served.bin")
                        .at("/files/0/root")
                        .asString("")
                        .equals(now));
    }

    private byte[] share(String name, PeerProcess... holders) throws Exception {
        return share(name, SIZE, holders);
    }

    private byte[] share(String name, int size, PeerProcess... holders) throws Exception {
        byte[] bytes = Samples.bytes(random, size);
        for (PeerProcess holder : holders) {
            Path hidden = Files.write(dir.resolve(name), bytes);
            Files.setLastModifiedTime(hidden, LONG_AGO);
            Files.move(hidden, holder.share.resolve(name));
        }
        for (PeerProcess holder : holders) {
            Waiting.until("it is hashed", Duration.ofSeconds(20), () -> holder.hashed(name));
        }
        return bytes;
    }

    /** One byte, with size and time as they were. @return where */
    private long changeUnseen(Path file) throws IOException {
        long at = random.nextInt(SIZE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) ~one.get(0)).rewind();
            channel.write(one, at);
        }
        Files.setLastModifiedTime(file, LONG_AGO);
        return at;
    }

    private static void append(Path file) {
        try {
            Files.write(file, new byte[1], StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
