package io.parvada.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.cli.peer.Json;
import java.io.IOException;
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

class DownloadHttpTest {

    private static final SharedBytes SONG = SharedBytes.random(2_500_000, 3);

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
    void theWholeIsProvenBeforeItIsNamed() throws IOException {
        sharedBy(asked);
        JsonNode report = json(download("--json"));
        assertThat(dir.resolve("song.ogg")).hasBinaryContent(SONG.bytes());
        assertThat(report.path("root").asString()).isEqualTo(SONG.root());
        assertThat(report.path("sha256").asString())
                .isEqualTo(SONG.hashed().sha256().hex());
        assertThat(names()).containsExactly("song.ogg");
    }

    @Test
    void whenOneHolderBreaksTheNextOneGoesOnFromThatByte() {
        sharedBy(asked, second);
        asked.files.breaksAfter.set(1_000_000);
        JsonNode report = json(download("--json"));
        long first = report.path("holders").get(0).path("bytes").asLong();
        long next = report.path("holders").get(1).path("bytes").asLong();
        assertThat(first).isPositive();
        assertThat(first + next).isEqualTo(SONG.size());
        assertThat(dir.resolve("song.ogg")).hasBinaryContent(SONG.bytes());
    }

    @Test
    void aRunThatWasCutGoesOnFromItsPart() throws IOException {
        sharedBy(asked);
        asked.files.breaksAfter.set(1_000_000);
        assertThat(download().exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(names()).hasSize(1).first().asString().startsWith(".song.ogg.parvada-part.");

        JsonNode report = json(download("--json"));
        assertThat(report.path("reused_bytes").asLong()).isPositive();
        assertThat(report.path("reused_bytes").asLong()
                        + report.path("received_bytes").asLong())
                .isEqualTo(SONG.size());
        assertThat(names()).containsExactly("song.ogg");
    }

    @Test
    void aSpoiltPartOfAnEarlierRunIsDroppedAndFetchedAgain() throws IOException {
        sharedBy(asked);
        asked.files.breaksAfter.set(1_000_000);
        download();
        Path part = dir.resolve(names().get(0));
        byte[] spoilt = Files.readAllBytes(part);
        spoilt[0] ^= 1;
        Files.write(part, spoilt);

        assertThat(download().exit()).isZero();
        assertThat(dir.resolve("song.ogg")).hasBinaryContent(SONG.bytes());
    }

    @Test
    void aHolderThatServesWrongBytesIsBlamedAndTheNextOneAsked() {
        sharedBy(asked, second);
        asked.files.flippedByte.set(77);
        JsonNode report = json(download("--json"));
        assertThat(report.path("holders").get(0).path("reason").asString()).isEqualTo("CORRUPT_SOURCE");
        assertThat(dir.resolve("song.ogg")).hasBinaryContent(SONG.bytes());
    }

    @Test
    void whenTheOnlyHolderLiesNothingIsNamed() throws IOException {
        sharedBy(asked);
        asked.files.flippedByte.set(77);
        Cli.Said said = download();
        assertThat(said.exit()).isEqualTo(ExitCode.INTEGRITY);
        assertThat(names()).doesNotContain("song.ogg");
    }

    @Test
    void aHolderWithOtherContentNowIsLeftOut() throws IOException {
        sharedBy(asked);
        asked.files.shared.put("song.ogg", SharedBytes.random(2_500_000, 4));
        Cli.Said said = download();
        assertThat(said.exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(said.err()).contains("lost peer1: it has other content of this name now");
        assertThat(names()).doesNotContain("song.ogg");
    }

    @Test
    void targetIsNotTouchedWhenTheFileIsNotFound() throws IOException {
        Path target = Files.writeString(dir.resolve("song.ogg"), "what was here before");
        asked.locates(true);
        assertThat(download("--overwrite").exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(target).hasContent("what was here before");
    }

    @Test
    void aBusyHolderIsAskedAgainWhenItSaysSoAndItsPlaceInLineIsShown() {
        sharedBy(asked);
        asked.files.busyFor.set(2);
        Cli.Said said = download();
        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(said.err()).containsOnlyOnce("waiting: number 2 in line");
        assertThat(dir.resolve("song.ogg")).hasBinaryContent(SONG.bytes());
    }

    @Test
    void whileOneHolderIsBusyTheOtherIsAsked() {
        sharedBy(asked, second);
        asked.files.busyFor.set(1000);
        assertThat(json(download("--json")).path("holders").get(0).path("bytes").asLong())
                .isEqualTo(SONG.size());
    }

    @Test
    void aHolderThatIsHashingIsAskedAgainUntilItIsDone() {
        asked.files.shared.put("song.ogg", SONG);
        var hashed = asked.source("song.ogg", SONG);
        var hashing = asked.source("song.ogg", SONG).putNull("root");
        int[] asks = {0};
        asked.json("/locate", () -> {
            var answer = Json.object().put("found", true).put("complete", true);
            answer.putArray("sources").add(asks[0]++ == 0 ? hashing : hashed);
            return answer.toString();
        });
        Cli.Said said = download();
        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(said.err()).contains("waiting for peer1 to finish hashing the file");
    }

    private void sharedBy(TestPeer... holders) {
        for (TestPeer holder : holders) {
            holder.files.shared.put("song.ogg", SONG);
        }
        asked.locates(
                true,
                Stream.of(holders)
                        .map(holder -> holder.source("song.ogg", SONG))
                        .toArray(tools.jackson.databind.node.ObjectNode[]::new));
    }

    private Cli.Said download(String... more) {
        return asked.asked(
                Stream.concat(Stream.of("download_http", "song.ogg", "--output", dir.toString()), Stream.of(more))
                        .toArray(String[]::new));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static JsonNode json(Cli.Said said) {
        assertThat(said.exit()).as(said.toString()).isZero();
        return JsonMapper.shared().readTree(said.out());
    }
}
