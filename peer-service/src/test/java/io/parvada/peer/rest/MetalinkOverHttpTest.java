package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.peer.transfers.Intake;
import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.StagedFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metalinks of two peers that hold the same content under two names. */
class MetalinkOverHttpTest {

    private static final String ACCEPT = "Accept: application/metalink4+xml";
    private static final int MIB = 1024 * 1024;
    private static final byte[] CONTENT = new byte[2 * MIB + 17];

    static {
        new Random(3).nextBytes(CONTENT);
    }

    @TempDir
    static Path home;

    private static RunningPeer one;
    private static RunningPeer other;

    @BeforeAll
    static void start() throws IOException {
        share("one", "docs/a b.bin", CONTENT);
        share("one", "plain.txt", new byte[] {1, 2, 3});
        share("one", "real.meta4", new byte[] {4});
        share("one", "real", new byte[] {5});
        share("one", "a/two.txt", new byte[] {6});
        share("one", "b/two.txt", new byte[] {7, 7});
        share("one", "exact.txt", new byte[] {8});
        share("one", "c/exact.txt", new byte[] {9, 9});
        share("other", "renamed.bin", CONTENT);
        one = RunningPeer.start(home.resolve("one"), "one");
        other = RunningPeer.start(home.resolve("other"), "other", "peer.friend_primary=" + one.url());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ask(one, "/locate?filename=renamed.bin")
                        .text()
                        .contains(Sha256.of(CONTENT).hex()));
        await().atMost(Duration.ofSeconds(30)).until(() -> get("/status").text().contains("\"state\":\"idle\""));
    }

    @AfterAll
    static void stop() {
        other.close();
        one.close();
    }

    @Test
    void everyLiveHolderAndEveryPieceIsNamed() throws IOException {
        RawHttp.Answer answer = get("/files/docs/a%20b.bin", ACCEPT);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/metalink4+xml");
        assertThat(answer.header("Vary")).isEqualTo("Accept");
        assertThat(answer.header("Content-Disposition")).contains("filename=\"a b.bin.meta4\"");
        assertThat(answer.text())
                .contains(
                        "name=\"a b.bin\"", "<identity>docs/a b.bin</identity>", "<size>" + CONTENT.length + "</size>")
                .contains("<hash type=\"sha-256\">" + Sha256.of(CONTENT).hex() + "</hash>")
                .contains("<pieces length=\"1048576\" type=\"sha-256\"><hash>" + piece(0) + "</hash><hash>" + piece(1)
                        + "</hash><hash>" + piece(2) + "</hash></pieces>")
                .contains(
                        ">" + one.url() + "/files/docs/a%20b.bin</url>",
                        ">" + other.url() + "/files/renamed.bin</url>");
    }

    @Test
    void theNameWithMeta4IsTheSameUnlessAFileHasIt() throws IOException {
        assertThat(get("/files/plain.txt.meta4").text())
                .contains("<size>3</size>")
                .doesNotContain("pieces");
        assertThat(get("/files/real.meta4").body()).isEqualTo(new byte[] {4});
        Expected.problem(get("/files/nothing.bin.meta4"), Reason.FILE_NOT_FOUND);
        Expected.problem(get("/files/nothing.bin", ACCEPT), Reason.FILE_NOT_FOUND);
    }

    @Test
    void whoTakesBothGetsTheMetalinkOnceThereIsOne() throws IOException {
        String both = "Accept: */*,application/metalink4+xml";

        assertThat(get("/files/plain.txt", both).header("Content-Type")).startsWith("application/metalink4");
        assertThat(get("/files/plain.txt", both, "Range: bytes=1-1").body()).isEqualTo(new byte[] {2});
        assertThat(get("/files/plain.txt").header("Vary")).isEqualTo("Accept");
        Path fresh = one.share().resolve("fresh.bin");
        Files.write(fresh, new byte[] {7});
        assertThat(get("/files/fresh.bin", both).body()).isEqualTo(new byte[] {7});
        await().until(() -> get("/files/fresh.bin", both).text().startsWith("<?xml"));
    }

    @Test
    void anyPeerDescribesWhatOnlyOthersHaveUnderWhateverName() throws IOException {
        RawHttp.Answer answer = ask(other, "/files/docs/a%20b.bin.meta4");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Disposition")).contains("filename=\"a b.bin.meta4\"");
        assertThat(answer.text())
                .contains("<identity>docs/a b.bin</identity>", "<size>" + CONTENT.length + "</size>")
                .contains("<hash type=\"sha-256\">" + Sha256.of(CONTENT).hex() + "</hash>")
                .contains(
                        ">" + one.url() + "/files/docs/a%20b.bin</url>", ">" + other.url() + "/files/renamed.bin</url>")
                .doesNotContain("<pieces");
        assertThat(ask(other, "/files/a%20b.bin", ACCEPT).text()).contains("<identity>docs/a b.bin</identity>");
        assertThat(ask(other, "/files/exact.txt", ACCEPT).text())
                .as("a whole name is meant rather than the end of one")
                .contains("<size>1</size>");
    }

    @Test
    void aPeerThatHasNoBytesGivesTheMetalinkToWhoTakesBoth() throws IOException {
        String both = "Accept: */*,application/metalink4+xml";

        assertThat(ask(other, "/files/plain.txt", both).text()).contains(one.url() + "/files/plain.txt</url>");
        assertThat(ask(other, "/files/plain.txt.meta4", both).text()).contains(one.url() + "/files/plain.txt</url>");
        Expected.problem(ask(other, "/files/nothing.bin", both), Reason.FILE_NOT_FOUND);
        Expected.problem(ask(other, "/files/plain.txt"), Reason.FILE_NOT_FOUND);
    }

    @Test
    void ofSeveralContentsNoneIsDescribedAndWhereTheyAreIsSaid() throws IOException {
        RawHttp.Answer answer = ask(other, "/files/two.txt.meta4");

        Expected.problem(answer, Reason.INVALID_REQUEST);
        assertThat(answer.text())
                .contains("2 different contents are called 'two.txt'")
                .contains(one.url() + "/files/a/two.txt", one.url() + "/files/b/two.txt");
    }

    @Test
    void headSaysWhatGetWould() throws IOException {
        RawHttp.Answer head = RawHttp.ask(one.restPort(), "HEAD /files/plain.txt.meta4 HTTP/1.1");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo("application/metalink4+xml");
    }

    @Test
    void bytesThatAreNoLongerWhatTheRootSaysGetNoPieceHashes() throws IOException {
        Path file = other.share().resolve("rotten.bin");
        Files.write(file, CONTENT);
        FileTime time = FileTime.from(Instant.now().minusSeconds(60));
        Files.setLastModifiedTime(file, time);
        await().until(() -> ask(other, "/files/rotten.bin", "Range: bytes=0-0").header("ETag") != null);
        byte[] rotten = CONTENT.clone();
        rotten[MIB + 5] ^= 1;
        Files.write(file, rotten);
        Files.setLastModifiedTime(file, time);

        RawHttp.Answer answer = ask(other, "/files/rotten.bin.meta4");

        assertThat(answer.text())
                .doesNotContain(
                        Sha256.of(Arrays.copyOfRange(rotten, MIB, 2 * MIB)).hex());
    }

    /** A file that came over gRPC, whose plain hash is read in its turn, behind a file that takes long. */
    @Test
    void aFileWhoseHashesAreNotReadYetGivesItsBytesAndNoMetalinkThatProvesNothing() throws IOException {
        Files.createDirectories(home.resolve("slow/share"));
        try (RandomAccessFile large =
                new RandomAccessFile(home.resolve("slow/share/large.bin").toFile(), "rw")) {
            large.setLength(1L << 40);
        }
        try (RunningPeer slow = RunningPeer.start(home.resolve("slow"), "slow")) {
            await().until(() -> ask(slow, "/status").text().contains("\"state\":\"hashing\""));
            byte[] bytes = {1, 2, 3};
            ContentHasher hasher = new ContentHasher((index, hash) -> {});
            hasher.update(ByteBuffer.wrap(bytes));
            ContentId content = hasher.finish().content();
            FileName name = new FileName("new.bin");
            Intake intake = slow.bean(Intake.class);
            try (StagedFile staged = intake.stage(name, content)) {
                staged.write(0, ByteBuffer.wrap(bytes));
                intake.commit(staged, name, false);
            }

            assertThat(ask(slow, "/files/new.bin", "Accept: */*,application/metalink4+xml")
                            .body())
                    .isEqualTo(bytes);
            RawHttp.Answer only = ask(slow, "/files/new.bin", ACCEPT);
            Expected.problem(only, Reason.BUSY);
            assertThat(only.header("Retry-After")).isNotNull();
            Expected.problem(ask(slow, "/files/new.bin.meta4"), Reason.BUSY);
        }
    }

    private static String piece(int index) {
        return Sha256.of(Arrays.copyOfRange(CONTENT, index * MIB, Math.min(CONTENT.length, (index + 1) * MIB)))
                .hex();
    }

    private static void share(String peer, String name, byte[] bytes) throws IOException {
        Path file = home.resolve(peer).resolve("share").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static RawHttp.Answer get(String path, String... headers) throws IOException {
        return ask(one, path, headers);
    }

    private static RawHttp.Answer ask(RunningPeer peer, String path, String... headers) throws IOException {
        return RawHttp.ask(peer.restPort(), "GET " + path + " HTTP/1.1", headers);
    }
}
