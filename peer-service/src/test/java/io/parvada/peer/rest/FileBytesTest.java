package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.peer.transfers.Permits;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The bytes of files in and out over HTTP, against a real server. */
class FileBytesTest {

    private static final byte[] CONTENT = new byte[300_000];
    private static final String DIGEST;

    static {
        new Random(7).nextBytes(CONTENT);
        DIGEST = digestOf(CONTENT);
    }

    @TempDir
    static Path home;

    private static RunningPeer peer;
    private static String etag;

    @BeforeAll
    static void start() throws IOException {
        peer = RunningPeer.start(home, "bytes", "peer.limits.max_file_size=1MB", "peer.limits.max_transfers=4");
        RawHttp.Answer stored = put("/files/dir/file.bin", CONTENT);
        assertThat(stored.status()).isEqualTo(201);
        etag = '"' + field(stored, "root") + '"';
    }

    @AfterAll
    static void stop() {
        peer.close();
    }

    @Test
    void theWholeFileComesWithWhatProvesIt() throws IOException {
        RawHttp.Answer answer = get("/files/dir/file.bin");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(CONTENT);
        assertThat(answer.headers())
                .containsEntry("ETag", etag)
                .containsEntry("Repr-Digest", DIGEST)
                .containsEntry("Content-Length", "300000")
                .containsEntry("Accept-Ranges", "bytes")
                .containsEntry("Content-Type", "application/octet-stream")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Content-Disposition", "attachment; filename=\"file.bin\"; filename*=UTF-8''file.bin")
                .containsKey("Last-Modified");
    }

    @Test
    void whoseBytesAreNotHereIsToldWhereToAsk() throws IOException {
        RawHttp.Answer answer = get("/files/else%20where.bin");

        Expected.problem(answer, Reason.FILE_NOT_FOUND);
        assertThat(answer.text()).contains("/locate?filename=else%20where.bin");
    }

    @Test
    void headSaysTheSameWithoutTheBytes() throws IOException {
        Map<String, String> get = get("/files/dir/file.bin").headers();
        RawHttp.Answer head = RawHttp.ask(peer.restPort(), "HEAD /files/dir/file.bin HTTP/1.1", "Range: bytes=0-1");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers()).containsAllEntriesOf(withoutDate(get));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=100-199, 100, 199",
        "bytes=299999-, 299999, 299999",
        "bytes=-10, 299990, 299999",
        "bytes=131071-131073, 131071, 131073"
    })
    void aRangeIsAnsweredWithItsBytes(String range, int first, int last) throws IOException {
        RawHttp.Answer answer = get("/files/dir/file.bin", "Range: " + range);

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.header("Content-Range")).isEqualTo("bytes " + first + "-" + last + "/300000");
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(CONTENT, first, last + 1));
    }

    @Test
    void severalRangesAreAnsweredWithTheWhole() throws IOException {
        assertThat(get("/files/dir/file.bin", "Range: bytes=0-1,5-6").status()).isEqualTo(200);
    }

    @Test
    void aRangeBeyondTheEndIsUnsatisfiable() throws IOException {
        RawHttp.Answer answer = get("/files/dir/file.bin", "Range: bytes=300000-");

        Expected.problem(answer, Reason.INVALID_RANGE);
        assertThat(answer.header("Content-Range")).isEqualTo("bytes */300000");
    }

    @Test
    void ifRangeHoldsTheRangeOnlyForTheSameContent() throws IOException {
        String range = "Range: bytes=0-9";

        assertThat(get("/files/dir/file.bin", range, "If-Range: " + etag).status())
                .isEqualTo(206);
        assertThat(get("/files/dir/file.bin", range, "If-Range: \"other\"").status())
                .isEqualTo(200);
        assertThat(get("/files/dir/file.bin", range, "If-Range: W/" + etag).status())
                .isEqualTo(200);
    }

    @Test
    void whoHasTheContentIsToldSo() throws IOException {
        for (String tag : new String[] {etag, "\"x\", " + etag, "W/" + etag, "*"}) {
            RawHttp.Answer answer = get("/files/dir/file.bin", "If-None-Match: " + tag);
            assertThat(answer.status()).isEqualTo(304);
            assertThat(answer.header("ETag")).isEqualTo(etag);
        }
        assertThat(get("/files/dir/file.bin", "If-None-Match: \"x\"").status()).isEqualTo(200);
        String modified = get("/files/dir/file.bin").header("Last-Modified");
        assertThat(get("/files/dir/file.bin", "If-Modified-Since: " + modified).status())
                .isEqualTo(304);
        assertThat(get("/files/dir/file.bin", "If-Modified-Since: yesterday").status())
                .isEqualTo(200);
    }

    @Test
    void anEmptyFileIsAFile() throws IOException {
        assertThat(put("/files/empty.txt", new byte[0]).status()).isEqualTo(201);

        RawHttp.Answer answer = get("/files/empty.txt");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Length")).isEqualTo("0");
        Expected.problem(get("/files/empty.txt", "Range: bytes=0-"), Reason.INVALID_RANGE);
    }

    @Test
    void aNameOutsideAsciiIsDisposedInBothForms() throws IOException {
        put("/files/na%C3%AFve%20%22q%22.txt", CONTENT);

        assertThat(get("/files/na%C3%AFve%20%22q%22.txt").header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"na_ve _q_.txt\"; filename*=UTF-8''na%C3%AFve%20%22q%22.txt");
    }

    @Test
    void aStoredFileIsLocatedListedAndThereAgain() throws IOException {
        RawHttp.Answer first = put("/files/a%20b%3Bc.txt", CONTENT, "Repr-Digest: " + DIGEST);
        RawHttp.Answer again = put("/files/a%20b%3Bc.txt", CONTENT);

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Location")).isEqualTo(peer.url() + "/files/a%20b%3Bc.txt");
        assertThat(field(first, "name")).isEqualTo("a b;c.txt");
        assertThat(again.status()).isEqualTo(200);
        assertThat(get("/files?query=b%3Bc").text()).contains("\"name\":\"a b;c.txt\"", "/files/a%20b%3Bc.txt\"");
    }

    @Test
    void otherContentUnderANameNeedsOverwrite() throws IOException {
        byte[] other = "other".getBytes(StandardCharsets.US_ASCII);
        byte[] sameLength = new byte[CONTENT.length];
        put("/files/standing.bin", CONTENT);

        Expected.problem(put("/files/standing.bin", other), Reason.ALREADY_EXISTS);
        Expected.problem(put("/files/standing.bin", sameLength), Reason.ALREADY_EXISTS);
        assertThat(get("/files/standing.bin").body()).isEqualTo(CONTENT);

        assertThat(put("/files/standing.bin?overwrite=true", other).status()).isEqualTo(200);
        assertThat(get("/files/standing.bin").body()).isEqualTo(other);
    }

    @Test
    void wrongBytesAreADigestMismatchAndNotKept() throws IOException {
        Expected.problem(put("/files/wrong.bin", new byte[10], "Repr-Digest: " + DIGEST), Reason.DIGEST_MISMATCH);
        Expected.problem(put("/files/wrong.bin", new byte[10], "Repr-Digest: nonsense"), Reason.INVALID_REQUEST);
        assertThat(peer.share().resolve("wrong.bin")).doesNotExist();
    }

    @Test
    void partsAndCodingsAreNotStoredAsTheFile() throws IOException {
        Expected.problem(put("/files/part.bin", new byte[10], "Content-Range: bytes 0-9/20"), Reason.INVALID_REQUEST);
        Expected.problem(put("/files/part.bin", new byte[10], "Content-Encoding: gzip"), Reason.UNSUPPORTED_MEDIA_TYPE);
        assertThat(peer.share().resolve("part.bin")).doesNotExist();
    }

    @Test
    void aFormContentTypeDoesNotEatTheBody() throws IOException {
        byte[] body = "a=b&c=d".getBytes(StandardCharsets.US_ASCII);

        put("/files/form.txt", body, "Content-Type: application/x-www-form-urlencoded");

        assertThat(get("/files/form.txt").body()).isEqualTo(body);
    }

    @Test
    void aBodyOverTheLimitIsTooLargeBeforeAndWhileItIsRead() throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.head("PUT /files/large.bin HTTP/1.1", "Content-Length: 2147483648");
            Expected.problem(http.answer(false), Reason.TOO_LARGE);
        }
        byte[] chunk = ("100000\r\n" + "x".repeat(0x100000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.head("PUT /files/large.bin HTTP/1.1", "Transfer-Encoding: chunked");
            http.send(chunk).send("1\r\nx\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Expected.problem(http.answer(false), Reason.TOO_LARGE);
        }
        assertThat(peer.share().resolve("large.bin")).doesNotExist();
    }

    @Test
    void aRefusalIsWholeWhileTheBodyIsStillDue() throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.head("PUT /files/dir/file.bin HTTP/1.1", "Content-Length: 5");
            RawHttp.Answer answer = http.answer(false);
            Expected.problem(answer, Reason.ALREADY_EXISTS);
            assertThat(answer.header("Content-Length")).isNotNull();
        }
    }

    @Test
    void whoAsksWithExpectIsRefusedBeforeTheBody() throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.head("PUT /files/dir/file.bin HTTP/1.1", "Content-Length: 5", "Expect: 100-continue");
            Expected.problem(http.answer(false), Reason.ALREADY_EXISTS);
        }
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.head("PUT /files/expected.bin HTTP/1.1", "Content-Length: 5", "Expect: 100-continue");
            assertThat(http.answer(false).status()).isEqualTo(100);
            http.send("hello".getBytes(StandardCharsets.US_ASCII));
            assertThat(http.answer(false).status()).isEqualTo(201);
        }
    }

    @Test
    void anUploadCutShortLeavesNothing() throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.head("PUT /files/cut.bin HTTP/1.1", "Content-Length: 100000").send(new byte[50_000]);
            http.end();
            Expected.problem(http.answer(false), Reason.INVALID_REQUEST);
        }
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.head("PUT /files/cut.bin HTTP/1.1", "Transfer-Encoding: chunked");
            http.send("5\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        await().untilAsserted(
                        () -> assertThat(peer.bean(Permits.class).active()).isZero());
        assertThat(peer.share().resolve("cut.bin")).doesNotExist();
        assertThat(staged()).isEmpty();
    }

    @Test
    void aDeletedFileIsGone() throws IOException {
        put("/files/gone.txt", CONTENT);

        assertThat(RawHttp.ask(peer.restPort(), "DELETE /files/gone.txt HTTP/1.1")
                        .status())
                .isEqualTo(204);
        Expected.problem(get("/files/gone.txt"), Reason.FILE_NOT_FOUND);
        assertThat(get("/files?query=gone").text()).contains("\"files\":[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE /files/dir/file.bin", "PUT /files/dir/file.bin?overwrite=true"})
    void anAdminsActionUnderAForeignHostIsForbidden(String call) throws IOException {
        Expected.problem(
                RawHttp.ask(peer.restPort(), call + " HTTP/1.1", "Host: evil.example", "Content-Length: 0"),
                Reason.FORBIDDEN);
        assertThat(peer.share().resolve("dir/file.bin")).exists();
    }

    @Test
    void moreTransfersThanThereArePermitsAreBusy() throws IOException {
        Files.write(peer.share().resolve("slow.bin"), new byte[64 * 1024 * 1024]);
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                slow.add(startReading("/files/slow.bin"));
            }
            await().until(() -> peer.bean(Permits.class).active() == 4);

            RawHttp.Answer busy = get("/files/dir/file.bin");

            Expected.problem(busy, Reason.BUSY);
            assertThat(busy.header("Retry-After")).isEqualTo("1");
            assertThat(get("/status").text()).contains("\"transfers\":{\"active\":4}");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> peer.bean(Permits.class).active() == 0);
    }

    private static Socket startReading(String path) throws IOException {
        Socket socket = new Socket("127.0.0.1", peer.restPort());
        socket.setReceiveBufferSize(4096);
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        in.read();
        return socket;
    }

    private static List<Path> staged() throws IOException {
        try (Stream<Path> walk = Files.walk(home)) {
            return walk.filter(path -> path.toString().contains("staging"))
                    .filter(Files::isRegularFile)
                    .filter(path -> path.toFile().length() > 0)
                    .toList();
        }
    }

    private static Map<String, String> withoutDate(Map<String, String> headers) {
        headers.remove("Date");
        return headers;
    }

    private static String digestOf(byte[] bytes) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(Sha256.of(bytes).toBytes()) + ":";
    }

    private static String field(RawHttp.Answer answer, String name) {
        return JsonMapper.shared().readTree(answer.body()).get(name).asString();
    }

    private static RawHttp.Answer get(String path, String... headers) throws IOException {
        return RawHttp.ask(peer.restPort(), "GET " + path + " HTTP/1.1", headers);
    }

    private static RawHttp.Answer put(String path, byte[] body, String... headers) throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            String[] all = Stream.concat(Stream.of(headers), Stream.of("Content-Length: " + body.length))
                    .toArray(String[]::new);
            return http.head("PUT " + path + " HTTP/1.1", all).send(body).answer(false);
        }
    }
}
