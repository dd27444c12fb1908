package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a restart finds. A process that is killed closes nothing: here its staging is left open and opened again by a
 * second folder, as a restarted peer does.
 */
class ResumeTest {

    private static final int MIB = Pieces.PIECE_BYTES;
    private static final String KEY = "key";
    private static final FileName NAME = new FileName("a.bin");

    @TempDir
    Path share;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final InstantSource clock = now::get;
    private final Sample sample = Sample.of(4 * MIB + 9, 1);
    private Path staging;
    private SharedFolder folder;

    @BeforeEach
    void open() {
        staging = share.resolve(".parvada/staging");
        folder = reopened();
    }

    @Test
    void killedProcessLosesNoProvenPiece() throws Exception {
        StagedFile killed = half(folder);
        assertThat(killed.provenBytes()).isEqualTo(2 * MIB);

        try (StagedFile resumed = reopened().staging().stage(KEY, sample.content())) {
            assertThat(resumed.layerProven()).isTrue();
            assertThat(resumed.provenPieces()).isEqualTo(killed.provenPieces());
            sample.into(resumed);
            folder.commit(resumed, NAME, false);
        }
        assertThat(share.resolve("a.bin")).hasBinaryContent(sample.bytes());
    }

    @Test
    void stoppedMachineLosesWhatNoCheckpointCovered() throws Exception {
        StagedFile killed = half(folder);
        now.set(now.get().plusSeconds(2));
        killed.write(4, sample.piece(4));
        killed.write(2, sample.piece(2));
        Files.delete(only(".live"));

        try (StagedFile resumed = reopened().staging().stage(KEY, sample.content())) {
            assertThat(resumed.provenPieces().stream()).containsExactly(0, 1, 4);
        }
    }

    @Test
    void closedStagingGoesOnWithAllOfIt() throws Exception {
        half(folder).close();
        Files.deleteIfExists(only(".live"));
        try (StagedFile resumed = reopened().staging().stage(KEY, sample.content())) {
            assertThat(resumed.provenPieces().stream()).containsExactly(0, 1);
            assertThat(resumed.layerProven()).isTrue();
        }
    }

    @Test
    void stateTornAtAnyLengthCostsWorkAndNeverCorrectness() throws Exception {
        half(folder).close();
        Path state = only(".state");
        Path live = only(".live");
        byte[] whole = Files.readAllBytes(state);
        Path bytes = data();
        byte[] data = Files.readAllBytes(bytes);
        for (int length = 0; length < whole.length; length++) {
            Files.deleteIfExists(live);
            Files.write(bytes, data);
            Files.write(state, Arrays.copyOf(whole, length));
            assertNothingIsBelieved();
        }
    }

    @Test
    void stateWithAnyByteFlippedIsNotBelieved() throws Exception {
        half(folder).close();
        Path state = only(".state");
        Path live = only(".live");
        byte[] whole = Files.readAllBytes(state);
        Path bytes = data();
        byte[] data = Files.readAllBytes(bytes);
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 4;
            Files.deleteIfExists(live);
            Files.write(bytes, data);
            Files.write(state, flipped);
            assertNothingIsBelieved();
        }
    }

    private void assertNothingIsBelieved() {
        try (StagedFile resumed = folder.staging().stage(KEY, sample.content())) {
            assertThat(resumed.provenBytes()).isZero();
        }
    }

    @Test
    void liveMarksOfAnotherBootOrContentOrTornAreNotBelieved() throws Exception {
        half(folder);
        Path live = only(".live");
        byte[] whole = Files.readAllBytes(live);
        for (int at = 0; at < whole.length - 2 * Integer.BYTES; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 4;
            Files.write(live, flipped);
            StagedFile resumed = reopened().staging().stage(KEY, sample.content());
            assertThat(resumed.provenBytes()).isZero();
        }
    }

    @Test
    void bytesShorterThanTheStateSaysAreStagedAnew() throws Exception {
        half(folder).close();
        Files.write(data(), new byte[MIB]);
        assertNothingIsBelieved();
    }

    @Test
    void otherContentUnderTheSameKeyStartsAnew() throws Exception {
        half(folder).close();
        Sample other = Sample.of(4 * MIB + 9, 2);
        try (StagedFile staged = folder.staging().stage(KEY, other.content())) {
            assertThat(staged.provenBytes()).isZero();
            assertThat(staged.layerProven()).isFalse();
            other.into(staged);
            folder.commit(staged, NAME, false);
        }
        assertThat(share.resolve("a.bin")).hasBinaryContent(other.bytes());
    }

    @Test
    void tornLayerIsAskedForAgainAndTheProvenPiecesStay() throws Exception {
        half(folder).close();
        byte[] layer = Files.readAllBytes(only(".layer"));
        layer[33] ^= 1;
        Files.write(only(".layer"), layer);
        try (StagedFile resumed = folder.staging().stage(KEY, sample.content())) {
            assertThat(resumed.layerProven()).isFalse();
            assertThat(resumed.provenBytes()).isEqualTo(2 * MIB);
            sample.into(resumed);
            assertThat(resumed.complete()).isTrue();
        }
    }

    @Test
    void crashBetweenTheNameAndTheEndOfStagingNeverTouchesTheSharedFile() throws Exception {
        StagedFile killed = folder.staging().stage(KEY, sample.content());
        sample.into(killed);
        Files.createLink(share.resolve("a.bin"), killed.seal());

        Sample other = Sample.of(100, 2);
        try (StagedFile anew = folder.staging().stage("other", other.content())) {
            assertThat(anew.provenBytes()).isZero();
        }
        SharedFolder restarted = reopened();
        assertThat(names()).noneMatch(n -> !n.startsWith("."));
        try (StagedFile anew = restarted.staging().stage(KEY, other.content())) {
            other.into(anew);
        }
        assertThat(share.resolve("a.bin")).hasBinaryContent(sample.bytes());
    }

    @Test
    void stagingWithNothingProvenLeavesNothing() {
        folder.staging().stage(KEY, sample.content()).close();
        assertThat(names()).noneMatch(n -> !n.startsWith("."));
    }

    @Test
    void interruptedThreadStopsItselfAloneAndItsPiecesStay() {
        StagedFile staged = half(folder);
        Thread.currentThread().interrupt();
        Expect.reason(Reason.CANCELLED, () -> staged.write(2, sample.piece(2)));
        assertThat(Thread.interrupted()).isTrue();
        staged.write(3, sample.piece(3));
        Thread.currentThread().interrupt();
        staged.close();
        assertThat(Thread.interrupted()).isTrue();
        try (StagedFile resumed = folder.staging().stage(KEY, sample.content())) {
            assertThat(resumed.provenPieces().stream()).containsExactly(0, 1, 3);
        }
    }

    private SharedFolder reopened() {
        return SharedFolder.open(share, share.resolve(".parvada"), clock);
    }

    private StagedFile half(SharedFolder of) {
        StagedFile staged = of.staging().stage(KEY, sample.content());
        sample.layerInto(staged);
        staged.write(0, sample.piece(0));
        staged.write(1, sample.piece(1));
        return staged;
    }

    private Path only(String suffix) {
        return names().stream()
                .filter(n -> n.endsWith(suffix))
                .map(staging::resolve)
                .findFirst()
                .orElseThrow();
    }

    private Path data() {
        String state = only(".layer").toString();
        return Path.of(state.substring(0, state.length() - ".layer".length()));
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(staging)) {
            return files.map(f -> f.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
