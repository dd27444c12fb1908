package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagedFileTest {

    private static final int MIB = Pieces.PIECE_BYTES;
    private static final FileName NAME = new FileName("docs/a.bin");

    @TempDir
    Path share;

    private SharedFolder folder;

    @BeforeEach
    void open() {
        folder = SharedFolder.open(share, share.resolve(".parvada"));
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_384, 16_385, MIB, MIB + 1, 3 * MIB - 7})
    void piecesInReverseOrderBecomeTheFile(int size) throws Exception {
        Sample sample = Sample.of(size, size);
        try (StagedFile staged = folder.staging().stage("key", sample.content())) {
            sample.layerInto(staged);
            for (int i = sample.pieces().count() - 1; i >= 0; i--) {
                assertThat(staged.complete()).isFalse();
                staged.write(i, sample.piece(i));
            }
            assertThat(staged.complete()).isTrue();
            FileStat stat = folder.commit(staged, NAME, false);
            assertThat(stat).isEqualTo(folder.stat(NAME).orElseThrow());
            assertThat(stat.sizeBytes()).isEqualTo(size);
        }
        assertThat(share.resolve("docs/a.bin")).hasBinaryContent(sample.bytes());
        assertThat(stagedNames()).isEmpty();
    }

    @Test
    void corruptPieceIsRefusedAndTheRightOneTakenAfterIt() {
        Sample sample = Sample.of(2 * MIB + 5, 1);
        try (StagedFile staged = folder.staging().stage("key", sample.content())) {
            sample.layerInto(staged);
            for (int flipped : new int[] {0, MIB - 1}) {
                ByteBuffer wrong = ByteBuffer.allocate(MIB).put(sample.piece(1)).flip();
                wrong.put(flipped, (byte) (wrong.get(flipped) ^ 1));
                Expect.reason(Reason.CORRUPT_SOURCE, () -> staged.write(1, wrong));
            }
            Expect.reason(Reason.CORRUPT_SOURCE, () -> staged.write(1, sample.piece(0)));
            assertThat(staged.provenBytes()).isZero();
            staged.write(1, sample.piece(1));
            assertThat(staged.proven(1)).isTrue();
            assertThat(staged.provenBytes()).isEqualTo(MIB);
        }
    }

    @Test
    void piecesOutsideTheFileAndWrongLengthsAreRefused() {
        Sample sample = Sample.of(2 * MIB + 5, 2);
        try (StagedFile staged = folder.staging().stage("key", sample.content())) {
            sample.layerInto(staged);
            Expect.reason(Reason.INVALID_RANGE, () -> staged.write(-1, sample.piece(0)));
            Expect.reason(Reason.INVALID_RANGE, () -> staged.write(3, sample.piece(0)));
            Expect.reason(Reason.INVALID_REQUEST, () -> staged.write(2, sample.piece(0)));
            Expect.reason(Reason.INVALID_REQUEST, () -> staged.write(0, sample.piece(2)));
            Expect.reason(Reason.INVALID_RANGE, () -> staged.hashOf(3));
            assertThat(staged.proven(-1)).isFalse();
            assertThat(staged.proven(3)).isFalse();
        }
    }

    @Test
    void nothingIsTakenBeforeTheLayerIsProven() {
        Sample sample = Sample.of(2 * MIB, 3);
        try (StagedFile staged = folder.staging().stage("key", sample.content())) {
            Expect.reason(Reason.INVALID_REQUEST, () -> staged.write(0, sample.piece(0)));
            staged.layer(0, sample.layer().duplicate());
            Expect.reason(Reason.INVALID_REQUEST, () -> staged.write(0, sample.piece(0)));
            staged.proveLayer();
            staged.write(0, sample.piece(0));
        }
    }

    @Test
    void layerThatLiesIsRefusedAndForgotten() {
        Sample sample = Sample.of(3 * MIB, 4);
        ByteBuffer lie = ByteBuffer.allocate(sample.layer().remaining())
                .put(sample.layer().duplicate());
        lie.flip().put(40, (byte) ~lie.get(40));
        ByteBuffer tooLong =
                ByteBuffer.allocate(4 * Sha256.BYTES).put(sample.layer().duplicate());
        tooLong.put(new byte[] {1}).rewind();
        try (StagedFile staged = folder.staging().stage("key", sample.content())) {
            staged.layer(0, lie);
            Expect.reason(Reason.CORRUPT_SOURCE, staged::proveLayer);
            Expect.reason(Reason.CORRUPT_SOURCE, () -> staged.layer(0, tooLong));
            Expect.reason(
                    Reason.CORRUPT_SOURCE, () -> staged.layer(1, sample.layer().duplicate()));
            staged.layer(0, sample.layer().slice(0, 2 * Sha256.BYTES));
            Expect.reason(Reason.CORRUPT_SOURCE, staged::proveLayer);
            Expect.reason(
                    Reason.CORRUPT_SOURCE, () -> staged.layer(0, sample.layer().slice(0, 33)));
            Expect.reason(
                    Reason.CORRUPT_SOURCE,
                    () -> staged.layer(
                            0, ByteBuffer.allocate(32).put(zeroPiece()).flip()));
            assertThat(staged.layerProven()).isFalse();

            for (int i = 0; i < 3; i++) {
                staged.layer(i, sample.layer().slice(i * Sha256.BYTES, Sha256.BYTES));
            }
            staged.proveLayer();
            assertThat(staged.hashOf(2).toBytes()).isEqualTo(staged.layer(2, 1));
            assertThat(ByteBuffer.wrap(staged.layer(0, 3))).isEqualTo(sample.layer());
        }
    }

    @Test
    void unprovenFileIsNeverCommitted() throws Exception {
        Sample sample = Sample.of(2 * MIB, 5);
        try (StagedFile staged = folder.staging().stage("key", sample.content())) {
            sample.layerInto(staged);
            staged.write(1, sample.piece(1));
            Expect.reason(Reason.INVALID_REQUEST, () -> folder.commit(staged, NAME, false));
            Expect.reason(Reason.INVALID_REQUEST, () -> folder.commit(staged, NAME, true));
        }
        assertThat(share.resolve("docs")).doesNotExist();
    }

    @Test
    void refusedCommitLeavesTheStagedFileAndTheSharedOneAsTheyWere() throws Exception {
        Sample old = Sample.of(10, 6);
        Sample young = Sample.of(20, 7);
        commit(old, false);
        try (StagedFile staged = folder.staging().stage("young", young.content())) {
            young.into(staged);
            Expect.reason(Reason.ALREADY_EXISTS, () -> folder.commit(staged, NAME, false));
            assertThat(share.resolve("docs/a.bin")).hasBinaryContent(old.bytes());

            folder.commit(staged, NAME, true);
            assertThat(share.resolve("docs/a.bin")).hasBinaryContent(young.bytes());
        }
        assertThat(stagedNames()).isEmpty();
    }

    @Test
    void sameKeyIsBusyWhileOpen() {
        Sample sample = Sample.of(100, 9);
        try (StagedFile first = folder.staging().stage("key", sample.content())) {
            Expect.reason(Reason.BUSY, () -> folder.staging().stage("key", sample.content()));
            assertThat(first.complete()).isFalse();
        }
        folder.staging().stage("key", sample.content()).close();
    }

    private void commit(Sample sample, boolean overwrite) {
        try (StagedFile staged = folder.staging().stage("commit", sample.content())) {
            sample.into(staged);
            folder.commit(staged, NAME, overwrite);
        }
    }

    private List<String> stagedNames() throws Exception {
        try (Stream<Path> files = Files.list(share.resolve(".parvada/staging"))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> !n.startsWith("."))
                    .toList();
        }
    }

    private static byte[] zeroPiece() {
        byte[] zero = new byte[32];
        for (int level = 0; level < Pieces.PIECE_HEIGHT; level++) {
            zero = Sha256.of(ByteBuffer.allocate(64).put(zero).put(zero).array())
                    .toBytes();
        }
        return zero;
    }
}
