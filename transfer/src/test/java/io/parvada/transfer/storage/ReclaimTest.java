package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReclaimTest {

    @TempDir
    Path share;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final Sample sample = Sample.of(2 * Pieces.PIECE_BYTES, 1);
    private Path staging;
    private SharedFolder folder;

    @BeforeEach
    void open() {
        staging = share.resolve(".parvada/staging");
        folder = reopened();
    }

    @Test
    void restartDeletesStreamsAndKeepsWhatCanGoOn() throws Exception {
        StagedFile killed = half();
        StagedStream stream = folder.staging().stream(-1);
        stream.write(ByteBuffer.allocate(10));
        Files.write(staging.resolve("0123.layer"), new byte[32]);

        SharedFolder restarted = reopened();
        assertThat(names()).noneMatch(n -> n.startsWith("stream-") || n.startsWith("0123"));
        try (StagedFile resumed = restarted.staging().stage("key", sample.content())) {
            assertThat(resumed.provenPieces()).isEqualTo(killed.provenPieces());
        }
    }

    @Test
    void whatNobodyHoldsAndNobodyTouchedGoes() {
        half().close();
        Sample other = Sample.of(100, 3);
        try (StagedFile held = folder.staging().stage("held", other.content())) {
            now.set(Instant.now().plus(Duration.ofHours(1)));
            assertThat(folder.staging().reclaim(Duration.ofHours(2))).isZero();
            assertThat(folder.staging().reclaim(Duration.ofMinutes(30))).isEqualTo(1);
            other.into(held);
            folder.commit(held, new FileName("a"), false);
        }
        assertThat(names()).containsExactly(".lock");
    }

    @Test
    void whatIsKeptStaysHoweverOldUntilItIsNotKeptAnyMore() {
        half().close();
        SharedFolder restarted = reopened();
        restarted.staging().keep("key", true);
        now.set(Instant.now().plus(Duration.ofDays(9)));
        assertThat(restarted.staging().reclaim(Duration.ofHours(24))).isZero();
        restarted.staging().keep("key", false);
        assertThat(restarted.staging().reclaim(Duration.ofHours(24))).isEqualTo(1);
        assertThat(names()).containsExactly(".lock");
    }

    @Test
    void whatIsDiscardedGoesThoughItIsKeptButNotWhileItIsHeldOpen() {
        StagedFile held = half();
        folder.staging().keep("key", true);
        Expect.reason(Reason.BUSY, () -> folder.staging().discard("key"));
        held.close();
        folder.staging().discard("key");
        folder.staging().discard("key");
        assertThat(names()).containsExactly(".lock");
    }

    private StagedFile half() {
        StagedFile staged = folder.staging().stage("key", sample.content());
        sample.layerInto(staged);
        staged.write(0, sample.piece(0));
        return staged;
    }

    private List<String> names() {
        return List.of(staging.toFile().list());
    }

    private SharedFolder reopened() {
        return SharedFolder.open(share, share.resolve(".parvada"), now::get);
    }
}
