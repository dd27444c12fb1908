package io.parvada.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.cli.session.Interrupts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class UploadTest {

    private static final SharedBytes TALK = SharedBytes.random(3_333_333, 5);

    @TempDir
    Path dir;

    private Path file;
    private TestPeer peer;

    @BeforeEach
    void start() throws IOException {
        peer = new TestPeer("peer1");
        file = Files.write(dir.resolve("talk.pdf"), TALK.bytes());
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload_grpc", "upload_http"})
    void aFileIsGivenToThePeerUnderItsOwnNameOrAnother(String action) {
        assertThat(peer.asked(action, file.toString()).exit()).isZero();
        assertThat(peer.asked(action, "--filepath", file.toString(), "--as", "talks/one.pdf")
                        .exit())
                .isZero();
        assertThat(peer.files.shared.get("talk.pdf").root()).isEqualTo(TALK.root());
        assertThat(peer.files.shared.get("talks/one.pdf").root()).isEqualTo(TALK.root());
    }

    @Test
    void aBusyPeerIsAskedAgainOverHttpWhenItSaysSo() {
        peer.files.busyFor.set(2);
        Cli.Said said = peer.asked("upload_http", file.toString());
        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(said.err()).containsOnlyOnce("waiting: number 2 in line");
        assertThat(peer.files.shared.get("talk.pdf").root()).isEqualTo(TALK.root());
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload_grpc", "upload_http"})
    void theReportSaysWhatThePeerHasNow(String action) {
        JsonNode report = JsonMapper.shared()
                .readTree(peer.asked(action, file.toString(), "--json").out());
        assertThat(report.path("root").asString()).isEqualTo(TALK.root());
        assertThat(report.path("sent_bytes").asLong()).isEqualTo(TALK.size());
        assertThat(report.path("already_there").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload_grpc", "upload_http"})
    void theSameContentAgainIsASuccessThatSendsNothing(String action) {
        peer.files.shared.put("talk.pdf", TALK);
        Cli.Said said = peer.asked(action, file.toString());
        assertThat(said.exit()).isZero();
        assertThat(said.out()).contains("talk.pdf is already at");
        assertThat(peer.requests).noneMatch(request -> request.startsWith("PUT"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload_grpc", "upload_http"})
    void otherContentThereIsRefusedUnlessOverwriteSaysSo(String action) {
        peer.files.shared.put("talk.pdf", SharedBytes.random(10, 6));
        Cli.Said said = peer.asked(action, file.toString());
        assertThat(said.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(said.err()).contains("ALREADY_EXISTS");
        assertThat(peer.files.shared.get("talk.pdf").size()).isEqualTo(10);

        assertThat(peer.asked(action, file.toString(), "--overwrite").exit()).isZero();
        assertThat(peer.files.shared.get("talk.pdf").root()).isEqualTo(TALK.root());
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload_grpc", "upload_http"})
    void anEmptyFileIsAFile(String action) throws IOException {
        Path empty = Files.createFile(dir.resolve("empty"));
        assertThat(peer.asked(action, empty.toString()).exit()).isZero();
        assertThat(peer.files.shared.get("empty").size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload_grpc", "upload_http"})
    void whatIsNoFileHereIsNotFoundOrWrongUsage(String action) {
        assertThat(peer.asked(action, dir.resolve("nothing").toString()).exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(peer.asked(action, dir.toString()).exit()).isEqualTo(ExitCode.USAGE);
        assertThat(peer.asked(action, file.toString(), "--as", "../talk.pdf").exit())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theAdminsTokenGoesWithTheUploadOverGrpc() {
        peer.files.shared.put("talk.pdf", SharedBytes.random(10, 6));
        assertThat(peer.asked(Map.of("PARVADA_TOKEN", "s3cret"), "upload_grpc", file.toString(), "--overwrite")
                        .exit())
                .isZero();
        assertThat(peer.files.tokens).contains("Bearer s3cret");
    }

    @Test
    void anInterruptedUploadOverHttpSaysThatItBeginsAnew() {
        Interrupts interrupts = new Interrupts();
        peer.on("/files/talk.pdf", exchange -> {
            if (exchange.getRequestMethod().equals("PUT")) {
                exchange.getRequestBody().readAllBytes();
                interrupts.interrupt();
            } else {
                TestPeer.send(exchange, 404, "application/problem+json", "");
            }
        });
        Cli.Said said =
                Cli.run(Map.of(), interrupts, "--port", String.valueOf(peer.port()), "upload_http", file.toString());
        assertThat(said.exit()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(said.err()).contains("interrupted; nothing of it is there");
        interrupts.ended();
    }

    /** PUT declares it (Repr-Digest); over gRPC the root proves all, and a second hash would be as long as the way. */
    @Test
    void overHttpTheReportHasThePlainSha256Too() {
        JsonNode report = JsonMapper.shared()
                .readTree(peer.asked("upload_http", file.toString(), "--json").out());
        assertThat(report.path("sha256").asString())
                .isEqualTo(TALK.hashed().sha256().hex());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 65_536, 3_000_001})
    void theDummiesMoveExactlySoManyBytes(long bytes) {
        String exact = String.format(java.util.Locale.ROOT, "%,d bytes", bytes);
        Cli.Said down = peer.asked("dummy_download", "--bytes", String.valueOf(bytes));
        assertThat(down.exit()).as(down.toString()).isZero();
        assertThat(down.out()).startsWith("peer1 sent " + exact);
        Cli.Said up = peer.asked("dummy_upload", String.valueOf(bytes));
        assertThat(up.exit()).as(up.toString()).isZero();
        assertThat(up.out()).startsWith("peer1 received " + exact);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dummy_download", "dummy_upload"})
    void anInterruptedDummySaysSoAndNoMore(String action) {
        Interrupts interrupts = new Interrupts();
        interrupts.interrupt();

        Cli.Said said = Cli.run(Map.of(), interrupts, "--port", String.valueOf(peer.port()), action, "5MB");

        assertThat(said.exit()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(said.err()).isEqualTo("error: interrupted (CANCELLED)\n");
    }

    @Test
    void hashTellsSizeRootAndSha256() {
        Cli.Said said = Cli.run("hash", file.toString());
        assertThat(said.out())
                .contains("3,333,333 bytes", TALK.root(), TALK.hashed().sha256().hex());
        JsonNode json = JsonMapper.shared()
                .readTree(Cli.run("--json", "hash", file.toString()).out());
        assertThat(json.path("root").asString()).isEqualTo(TALK.root());
    }
}
