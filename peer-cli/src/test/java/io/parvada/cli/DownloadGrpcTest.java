package io.parvada.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.cli.peer.Json;
import io.parvada.cli.session.Interrupts;
import io.parvada.proto.v1.ByteRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DownloadGrpcTest {

    private static final SharedBytes FILM = SharedBytes.random(5_000_000, 1);
    private static final SharedBytes OTHER_FILM = SharedBytes.random(3_000_000, 2);

    @TempDir
    Path dir;

    private TestPeer asked;
    private TestPeer second;

    @BeforeEach
    void start() {
        asked = new TestPeer("peer1");
        second = new TestPeer("peer2");
    }

    @AfterEach
    void stop() {
        asked.close();
        second.close();
    }

    @Test
    void aFileIsFetchedFromAllItsHoldersAndNamedWhenProven() throws IOException {
        shares(asked, "film.bin", FILM);
        shares(second, "film.bin", FILM);
        asked.locates(true, asked.source("film.bin", FILM), second.source("film.bin", FILM));

        Cli.Said said = download("film.bin");

        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(dir.resolve("film.bin")).hasBinaryContent(FILM.bytes());
        assertThat(said.out()).contains("4.8 MiB proven", FILM.root()).containsPattern("MiB from peer[12]");
        assertThat(names()).containsExactly("film.bin");
    }

    @Test
    void aPeerThatIsStillFetchingGivesWhatItHas() throws IOException {
        shares(asked, "film.bin", FILM);
        shares(second, "film.bin", FILM);
        asked.files.breaksAfter.set(2 << 20);
        second.files.available.add(ByteRange.newBuilder()
                .setOffset(1 << 20)
                .setLength(FILM.size() - (1 << 20))
                .build());
        asked.locates(true, asked.source("film.bin", FILM));
        asked.json("/search", () -> {
            ObjectNode answer = Json.object();
            ObjectNode hit = answer.putArray("hits").addObject();
            hit.put("name", "film.bin").put("size", FILM.size()).put("root", FILM.root());
            hit.putArray("peers").add(asked.describe());
            hit.putArray("partial").add(second.describe());
            return answer.toString();
        });

        Cli.Said said = download("film.bin");

        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(dir.resolve("film.bin")).hasBinaryContent(FILM.bytes());
        assertThat(said.out()).contains("MiB from peer2");
        assertThat(asked.requests).contains("GET /search?root=" + FILM.root() + "&partial=true&limit=1000");
    }

    @Test
    void targetIsNotTouchedWhenTheFileIsNotFound() throws IOException {
        Path target = Files.writeString(dir.resolve("film.bin"), "what was here before");
        asked.locates(true);

        Cli.Said said = download("film.bin", "--overwrite");

        assertThat(said.exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(said.err()).isEqualTo("error: no peer has 'film.bin' (FILE_NOT_FOUND)\n");
        assertThat(target).hasContent("what was here before");
        assertThat(names()).containsExactly("film.bin");
    }

    @Test
    void aFileNotFoundInAnIncompleteSearchIsUnreachable() {
        asked.locates(false);
        Cli.Said said = download("film.bin");
        assertThat(said.exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(said.err()).contains("incomplete: could not ask peer9 (PEER_UNREACHABLE)");
    }

    @Test
    void oneNameWithTwoContentsFetchesNothingAndListsThem() throws IOException {
        twoContents();
        Cli.Said said = download("film.bin");
        assertThat(said.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(said.out()).contains("5,000,000", FILM.root(), "peer1", "3,000,000", OTHER_FILM.root(), "peer2");
        assertThat(said.err()).contains("--root or --from");
        assertThat(names()).isEmpty();
    }

    @Test
    void fromSaysWhichOfTwoContentsIsMeant() {
        twoContents();
        assertThat(download("film.bin", "--from", "peer2").exit()).isZero();
        assertThat(dir.resolve("film.bin")).hasBinaryContent(OTHER_FILM.bytes());
    }

    @Test
    void rootSaysWhichOfTwoContentsIsMeant() {
        twoContents();
        assertThat(download("film.bin", "--root", OTHER_FILM.root().toUpperCase())
                        .exit())
                .isZero();
        assertThat(dir.resolve("film.bin")).hasBinaryContent(OTHER_FILM.bytes());
    }

    @Test
    void fromAPeerThatDoesNotHoldItIsNotFound() {
        twoContents();
        Cli.Said said = download("film.bin", "--from", "peer7");
        assertThat(said.exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(said.err()).contains("'peer7' does not hold 'film.bin'; peer1, peer2 do", "PEER_NOT_FOUND");
    }

    @Test
    void aHolderThatIsStillHashingIsWaitedForAndSaysHowFarItIs() {
        shares(asked, "film.bin", FILM);
        asked.files.hashingFor.set(3);
        asked.locates(true, unhashed(asked.source("film.bin", FILM)));

        Cli.Said said = download("film.bin");

        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(said.err()).containsOnlyOnce("waiting for peer1: hashing, 40 % done");
        assertThat(dir.resolve("film.bin")).hasBinaryContent(FILM.bytes());
    }

    @Test
    void withARootNobodyWaitsForAnotherHolderThatIsHashing() {
        shares(asked, "film.bin", FILM);
        second.files.hashingFor.set(Integer.MAX_VALUE);
        asked.locates(true, unhashed(second.source("film.bin", FILM)), asked.source("film.bin", FILM));
        assertThat(download("film.bin", "--root", FILM.root()).exit()).isZero();
    }

    @Test
    void anAddressWhereAnotherPeerAnswersIsPassedOver() {
        shares(second, "film.bin", FILM);
        ObjectNode described = second.describe(asked.grpcAddress(), second.grpcAddress());
        asked.locates(true, second.source("film.bin", FILM, described));
        assertThat(download("film.bin").exit()).isZero();
        assertThat(second.files.sentBytes.get()).isEqualTo(FILM.size());
    }

    @Test
    void grpcPortOverridesWhereTheAskedPeerIsReachedAndNobodyElse() {
        shares(asked, "film.bin", FILM);
        asked.json(
                "/status",
                () -> Json.object().set("peer", asked.describe("localhost:1")).toString());
        asked.locates(true, asked.source("film.bin", FILM, asked.describe("localhost:1")));
        String port = asked.grpcAddress().substring("localhost:".length());

        assertThat(download("film.bin").exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(download("film.bin", "--grpc-port", port).exit()).isZero();
    }

    @Test
    void theSameContentAlreadyHereIsASuccessThatFetchesNothing() throws IOException {
        Files.write(dir.resolve("film.bin"), FILM.bytes());
        shares(asked, "film.bin", FILM);
        asked.locates(true, asked.source("film.bin", FILM));
        Cli.Said said = download("film.bin");
        assertThat(said.exit()).isZero();
        assertThat(said.out()).contains("already here");
        assertThat(asked.files.sentBytes).hasValue(0);
    }

    @Test
    void otherContentUnderTheNameIsReplacedOnlyWithOverwrite() throws IOException {
        Path target = Files.writeString(dir.resolve("film.bin"), "mine");
        shares(asked, "film.bin", FILM);
        asked.locates(true, asked.source("film.bin", FILM));

        Cli.Said refused = download("film.bin");
        assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err()).contains("ALREADY_EXISTS", "--overwrite");
        assertThat(asked.files.sentBytes).hasValue(0);
        assertThat(target).hasContent("mine");

        assertThat(download("film.bin", "--overwrite").exit()).isZero();
        assertThat(target).hasBinaryContent(FILM.bytes());
    }

    @Test
    void aDownloadThatWasCutGoesOnWhereItWas() throws IOException {
        shares(asked, "film.bin", FILM);
        asked.locates(true, asked.source("film.bin", FILM));
        asked.files.breaksAfter.set(3 << 20);
        assertThat(download("film.bin").exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(names()).doesNotContain("film.bin").contains(".film.bin.parvada-part");

        asked.files.breaksAfter.set(Integer.MAX_VALUE);
        JsonNode report = json(download("film.bin", "--json"));

        assertThat(report.path("reused_bytes").asLong()).isGreaterThanOrEqualTo(1 << 20);
        assertThat(report.path("reused_bytes").asLong()
                        + report.path("holders").get(0).path("bytes").asLong())
                .isEqualTo(FILM.size());
        assertThat(dir.resolve("film.bin")).hasBinaryContent(FILM.bytes());
        assertThat(names()).containsExactly("film.bin");
    }

    @Test
    void aHolderThatServesWrongBytesIsBlamedAndTheOtherOneFinishes() {
        shares(asked, "film.bin", FILM);
        shares(second, "film.bin", FILM);
        second.files.flippedByte.set(4_999_999);
        asked.locates(true, asked.source("film.bin", FILM), second.source("film.bin", FILM));
        JsonNode report = json(download("film.bin", "--json"));
        assertThat(dir.resolve("film.bin")).hasBinaryContent(FILM.bytes());
        assertThat(report.path("holders"))
                .allSatisfy(holder ->
                        assertThat(holder.path("bad_pieces").isArray()).isTrue());
    }

    @Test
    void aHolderThatIsCalledAsALiarIsAnotherAndBringsTheFile() {
        try (TestPeer liar = new TestPeer("peer1", "liarliarliarliarliarliarli")) {
            shares(asked, "film.bin", FILM);
            shares(liar, "film.bin", FILM);
            liar.files.flippedByte.set(100);
            asked.locates(true, liar.source("film.bin", FILM));
            asked.json("/search", () -> {
                ObjectNode answer = Json.object();
                ObjectNode hit = answer.putArray("hits").addObject();
                hit.put("name", "film.bin").put("size", FILM.size()).put("root", FILM.root());
                hit.putArray("peers").add(liar.describe()).add(asked.describe());
                return answer.toString();
            });
            JsonNode report = json(download("film.bin", "--json"));
            assertThat(dir.resolve("film.bin")).hasBinaryContent(FILM.bytes());
            assertThat(report.path("holders").get(0).path("name").asString()).isEqualTo("peer1");
            assertThat(report.path("holders").get(1).path("name").asString()).isEqualTo("peer1 (peer1-id)");
            assertThat(report.path("holders").get(1).path("bad_pieces").size()).isZero();
        }
    }

    /** As behind a firewall that drops what comes: dialling it takes 5 s. */
    @Test
    void aHolderThatDoesNotAnswerDoesNotDelayTheEnd() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            shares(asked, "film.bin", FILM);
            ObjectNode unanswered = second.describe("localhost:" + silent.getLocalPort());
            asked.locates(true, second.source("film.bin", FILM, unanswered), asked.source("film.bin", FILM));
            JsonNode report = json(download("film.bin", "--json"));
            assertThat(report.path("took_ms").asLong()).isLessThan(4_000);
        }
    }

    @Test
    void whenTheOnlyHolderLiesNothingIsNamed() throws IOException {
        shares(asked, "film.bin", FILM);
        asked.files.flippedByte.set(0);
        asked.locates(true, asked.source("film.bin", FILM));
        Cli.Said said = download("film.bin");
        assertThat(said.exit()).isEqualTo(ExitCode.INTEGRITY);
        assertThat(said.err()).contains("CORRUPT_SOURCE");
        assertThat(names()).doesNotContain("film.bin");
    }

    @Test
    void aNameThatWouldLeaveTheDirectoryIsLeftOut() throws IOException {
        shares(asked, "film.bin", FILM);
        ObjectNode escaping = asked.source("../film.bin", FILM);
        asked.locates(true, escaping);
        Cli.Said said = download("film.bin");
        assertThat(said.exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(said.err()).contains("peer1 is left out: a name has no empty, '.' or '..' segment");
        assertThat(names()).isEmpty();
    }

    @Test
    void aNameWithDirectoriesIsPutUnderItsLastSegment() {
        shares(asked, "films/2026/film.bin", FILM);
        asked.locates(true, asked.source("films/2026/film.bin", FILM));
        assertThat(download("films/2026/film.bin").exit()).isZero();
        assertThat(dir.resolve("film.bin")).hasBinaryContent(FILM.bytes());
    }

    @Test
    void anEmptyFileArrivesToo() {
        SharedBytes nothing = SharedBytes.of(new byte[0]);
        shares(asked, "empty", nothing);
        asked.locates(true, asked.source("empty", nothing));
        assertThat(download("empty").exit()).isZero();
        assertThat(dir.resolve("empty")).isEmptyFile();
    }

    @Test
    void anInterruptionKeepsThePartAndSaysHowToGoOn() {
        shares(asked, "film.bin", FILM);
        asked.locates(true, asked.source("film.bin", FILM));
        Interrupts interrupts = new Interrupts();
        interrupts.interrupt();
        Cli.Said said = Cli.run(
                java.util.Map.of(),
                interrupts,
                "--port",
                String.valueOf(asked.port()),
                "download_grpc",
                "film.bin",
                "--output",
                dir.toString());
        assertThat(said.exit()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(said.err()).contains(".film.bin.parvada-part, the same command goes on from there", "CANCELLED");
        assertThat(dir.resolve("film.bin")).doesNotExist();
    }

    @Test
    void theReportOfATransferIsOneJsonDocument() {
        shares(asked, "film.bin", FILM);
        asked.locates(true, asked.source("film.bin", FILM));
        JsonNode report = json(download("film.bin", "--json"));
        assertThat(report.path("path").asString())
                .isEqualTo(dir.resolve("film.bin").toString());
        assertThat(report.path("root").asString()).isEqualTo(FILM.root());
        assertThat(report.path("size").asLong()).isEqualTo(FILM.size());
        assertThat(report.path("sha256").isNull())
                .as("never taken on another's word")
                .isTrue();
        assertThat(report.path("holders").get(0).path("name").asString()).isEqualTo("peer1");
    }

    private void twoContents() {
        shares(asked, "film.bin", FILM);
        shares(second, "film.bin", OTHER_FILM);
        asked.locates(true, asked.source("film.bin", FILM), second.source("film.bin", OTHER_FILM));
    }

    private Cli.Said download(String name, String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of("download_grpc", name, "--output", dir.toString()), Stream.of(more))
                .toList();
        return asked.asked(arguments.toArray(String[]::new));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void shares(TestPeer peer, String name, SharedBytes bytes) {
        peer.files.shared.put(name, bytes);
    }

    private static ObjectNode unhashed(ObjectNode source) {
        return source.putNull("root");
    }

    private static JsonNode json(Cli.Said said) {
        assertThat(said.exit()).as(said.toString()).isZero();
        return JsonMapper.shared().readTree(said.out());
    }
}
