package io.parvada.transfer.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parvada.transfer.content.Block;
import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.push.Upload.Missing;
import io.parvada.transfer.storage.StagedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {

    private static final int MIB = Pieces.PIECE_BYTES;
    private static final int SIZE = 4 * MIB + 321;

    @TempDir
    Path directory;

    private final byte[] bytes = new byte[SIZE];
    private final ByteBuffer layer = ByteBuffer.allocate(5 * Sha256.BYTES);
    private StagedFile staged;
    private Upload upload;

    @BeforeEach
    void open() {
        new Random(7).nextBytes(bytes);
        ContentHasher hasher = new ContentHasher((index, hash) -> hash.writeTo(layer));
        hasher.update(ByteBuffer.wrap(bytes));
        ContentId content = hasher.finish().content();
        layer.flip();
        staged = StagedFile.at(directory.resolve(".x.parvada-part"), content);
        upload = new Upload(staged);
    }

    @AfterEach
    void close() {
        staged.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {4_099, 65_536, 262_144, MIB - 1, MIB, MIB + 1, SIZE})
    void bytesMayComeInPartsOfAnySize(int part) throws IOException {
        proveLayer();

        feed(0, SIZE, part);

        assertThat(upload.complete()).isTrue();
        assertThat(upload.missing()).isEmpty();
        staged.commitTo(directory.resolve("x"), false);
        assertThat(Files.readAllBytes(directory.resolve("x"))).isEqualTo(bytes);
    }

    @Test
    void piecesMayComeInAnyOrder() {
        proveLayer();
        for (int piece : new int[] {4, 1, 3, 0, 2}) {
            feedPiece(piece);
        }

        assertThat(upload.complete()).isTrue();
    }

    @Test
    void missingRangesAreOnPieceBoundaries() {
        assertThat(upload.missing()).containsExactly(new Missing(0, SIZE));
        proveLayer();
        feedPiece(1);
        feedPiece(3);

        assertThat(upload.missing())
                .containsExactly(new Missing(0, MIB), new Missing(2L * MIB, MIB), new Missing(4L * MIB, 321));
    }

    @Test
    void hashesComeFirstAndOnlyOnce() {
        assertThat(upload.hashesNeeded()).isTrue();
        assertThat(reasonOf(() -> feedPiece(0))).isEqualTo(Reason.INVALID_REQUEST);

        proveLayer();

        assertThat(upload.hashesNeeded()).isFalse();
    }

    @Test
    void aLayerOfOtherContentIsTheCallersMismatchAndMayBeSentAnew() {
        ByteBuffer wrong = ByteBuffer.allocate(layer.capacity()).put(layer.duplicate());
        wrong.put(9, (byte) ~wrong.get(9)).flip();

        upload.hashes(0, wrong);
        assertThat(reasonOf(upload::hashesDone)).isEqualTo(Reason.DIGEST_MISMATCH);
        assertThat(reasonOf(() -> upload.hashes(2, layer.duplicate()))).isEqualTo(Reason.DIGEST_MISMATCH);

        proveLayer();
        assertThat(upload.hashesNeeded()).isFalse();
    }

    @Test
    void aWrongPieceIsTheCallersMismatchAndMayBeSentAgain() {
        proveLayer();
        feedPiece(0);
        byte[] wrong = bytes.clone();
        wrong[MIB + 77] ^= 1;

        assertThat(reasonOf(() -> upload.bytes(MIB, Block.of(ByteBuffer.wrap(wrong, MIB, MIB)))))
                .isEqualTo(Reason.DIGEST_MISMATCH);
        assertThat(upload.missing()).containsExactly(new Missing(MIB, SIZE - MIB));

        feed(MIB, SIZE, 100_000);
        assertThat(upload.complete()).isTrue();
    }

    @Test
    void whatIsProvenAlreadyIsDropped() {
        proveLayer();
        feedPiece(1);
        byte[] rubbish = bytes.clone();
        rubbish[MIB + 5] ^= 1;

        upload.bytes(MIB, Block.of(ByteBuffer.wrap(rubbish, MIB, MIB)));

        assertThat(staged.proven(1)).isTrue();
        feed(0, SIZE, 300_000);
        assertThat(upload.complete()).isTrue();
    }

    @Test
    void aPieceLeftUnfinishedIsForgottenWhenAnotherBegins() {
        proveLayer();
        upload.bytes(0, Block.of(ByteBuffer.wrap(bytes, 0, 1000)));
        feedPiece(2);

        assertThat(reasonOf(() -> upload.bytes(1000, Block.of(ByteBuffer.wrap(bytes, 1000, 1000)))))
                .isEqualTo(Reason.INVALID_REQUEST);
        feed(0, SIZE, 262_144);
        assertThat(upload.complete()).isTrue();
    }

    @ParameterizedTest(name = "{1} bytes at {0}")
    @CsvSource({
        "-1, 10, INVALID_RANGE",
        "-9223372036854775808, 10, INVALID_RANGE",
        "9223372036854775807, 10, INVALID_RANGE",
        "4194625, 1, INVALID_RANGE",
        "4194304, 322, INVALID_RANGE",
        "1, 10, INVALID_REQUEST",
        "1048577, 10, INVALID_REQUEST"
    })
    void bytesAtAWrongPlaceAreRefused(long offset, int length, Reason reason) {
        proveLayer();

        assertThat(reasonOf(() -> upload.bytes(offset, Block.of(ByteBuffer.allocate(length)))))
                .isEqualTo(reason);
        assertThat(staged.provenBytes()).isZero();
    }

    @Test
    void anEmptyFileIsCompleteAtOnceAndAnEmptyPartIsNothing() {
        ContentId nothing = new ContentHasher((index, hash) -> {}).finish().content();
        try (StagedFile empty = StagedFile.at(directory.resolve(".e.parvada-part"), nothing)) {
            Upload of = new Upload(empty);

            of.bytes(0, Block.of(ByteBuffer.allocate(0)));

            assertThat(of.complete()).isTrue();
            assertThat(of.hashesNeeded()).isFalse();
            assertThat(of.missing()).isEmpty();
        }
    }

    @Test
    void anUploadGoesOnInANewProcess() {
        proveLayer();
        feedPiece(0);
        feedPiece(1);
        upload.bytes(2L * MIB, Block.of(ByteBuffer.wrap(bytes, 2 * MIB, 500)));
        ContentId content = staged.content();
        staged.close();

        staged = StagedFile.at(directory.resolve(".x.parvada-part"), content);
        upload = new Upload(staged);

        assertThat(upload.hashesNeeded()).isFalse();
        assertThat(upload.missing()).containsExactly(new Missing(2L * MIB, SIZE - 2 * MIB));
    }

    private void proveLayer() {
        upload.hashes(0, layer.duplicate().limit(64));
        upload.hashes(2, layer.duplicate().position(64).slice());
        upload.hashesDone();
    }

    private void feedPiece(int piece) {
        feed(piece * MIB, Math.min(SIZE, (piece + 1) * MIB), 262_144);
    }

    private void feed(int from, int end, int part) {
        for (int at = from; at < end; at += part) {
            upload.bytes(at, Block.of(ByteBuffer.wrap(bytes, at, Math.min(part, end - at))));
        }
    }

    private static Reason reasonOf(ThrowingCallable call) {
        return catchThrowableOfType(PeerException.class, call).reason();
    }
}
