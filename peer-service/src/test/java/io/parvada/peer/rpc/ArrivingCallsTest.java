package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.parvada.peer.arrivals.Arrivals;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.HashRequest;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.StagedFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file that this peer is fetching, asked for by others: its proven pieces and nothing else. */
class ArrivingCallsTest {

    private static final int MIB = Pieces.PIECE_BYTES;
    private static final byte[] FILM = ServingPeer.random(40 * MIB + 99, 4);
    private static final FileName NAME = new FileName("film.bin");

    @TempDir
    private Path home;

    private ServingPeer peer;
    private ContentId content;
    private StagedFile staged;
    private Arrivals.Arrival arrival;

    @BeforeEach
    void stage() throws Exception {
        peer = ServingPeer.in(home);
        content = ServingPeer.content(FILM);
        staged = peer.transfers.intake.stage(NAME, content);
        arrival = peer.arrivals.begin(NAME, staged);
    }

    @AfterEach
    void stop() {
        arrival.close();
        staged.close();
        peer.close();
    }

    @Test
    void statTellsExactlyTheProvenPieces() {
        assertThat(info().getAvailableList()).isEmpty();
        prove(3, 5);
        prove(7, 8);
        prove(40, 41);
        FileInfo info = info();
        assertThat(info.getSize()).isEqualTo(FILM.length);
        assertThat(info.getName()).isEqualTo("film.bin");
        assertThat(info.getSha256()).isEmpty();
        assertThat(info.getAvailableList())
                .containsExactly(
                        ProtoValues.range(3 * MIB, 2 * MIB),
                        ProtoValues.range(7 * MIB, MIB),
                        ProtoValues.range(40 * MIB, 99));
    }

    @ParameterizedTest
    @CsvSource({"3, 5", "3, 4", "40, 41"})
    void aRangeOfProvenPiecesIsServed(int first, int end) {
        prove(3, 5);
        prove(40, 41);
        int to = Math.min(FILM.length, end * MIB);
        assertThat(bytes(first * MIB, to - first * MIB)).isEqualTo(Arrays.copyOfRange(FILM, first * MIB, to));
        assertThat(bytes(first * MIB + 7, 9)).isEqualTo(Arrays.copyOfRange(FILM, first * MIB + 7, first * MIB + 16));
        await().until(() -> peer.transfers.permits.active() == 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "2097152, 1048577", "3145728, 2097153", "4194304, 1048577", "3145728, 0"})
    void aByteThatIsNotProvenIsRefused(long offset, long length) {
        prove(3, 5);
        assertThat(Failures.reasonOf(() -> bytes(offset, length))).contains(Reason.INVALID_RANGE);
        assertThat(peer.transfers.permits.active()).isZero();
    }

    @Test
    void aPieceThatDidNotProveIsNotThere() {
        prove(0, 1);
        byte[] wrong = Arrays.copyOfRange(FILM, MIB, 2 * MIB);
        wrong[5] ^= 1;
        assertThat(Failures.reasonOf(() -> staged.write(1, ByteBuffer.wrap(wrong))))
                .contains(Reason.CORRUPT_SOURCE);
        assertThat(info().getAvailableList()).containsExactly(ProtoValues.range(0, MIB));
        assertThat(Failures.reasonOf(() -> bytes(MIB, 1))).contains(Reason.INVALID_RANGE);
    }

    @Test
    void theLayerIsServedOnceItIsProven() {
        assertThat(Failures.of(this::layer).reason()).isEqualTo(Reason.BUSY);
        prove(0, 0);
        assertThat(layer()).isEqualTo(ServingPeer.layer(FILM));
    }

    @Test
    void byItsNameItIsNotThere() {
        prove(0, 41);
        assertThat(Failures.reasonOf(() -> peer.stub().stat(ServingPeer.named("film.bin"))))
                .contains(Reason.FILE_NOT_FOUND);
    }

    @Test
    void aReadThatIsUnderWayWhileItGetsItsNameEndsRightAndTheNextIsTheCatalogs() {
        prove(0, 41);
        Iterator<DownloadChunk> chunks = begin(0, FILM.length);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        append(chunks.next(), read);
        peer.transfers.intake.commit(staged, NAME, false);
        arrival.close();
        staged.close();
        chunks.forEachRemaining(chunk -> append(chunk, read));
        assertThat(read.toByteArray()).isEqualTo(FILM);
        assertThat(bytes(0, 0)).isEqualTo(FILM);
        assertThat(info().getModifiedMs()).isPositive();
        assertThat(layer()).isEqualTo(ServingPeer.layer(FILM));
    }

    @Test
    void aReadThatIsUnderWayWhileItIsGivenUpHasNoWrongByteAndTheNextIsNotFound() {
        prove(0, 41);
        Iterator<DownloadChunk> chunks = begin(0, FILM.length);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        append(chunks.next(), read);
        arrival.close();
        staged.discard();
        staged = peer.transfers.intake.stage(NAME, content);
        arrival = peer.arrivals.begin(NAME, staged);
        assertThat(Failures.reasonOf(() -> bytes(0, 1))).contains(Reason.INVALID_RANGE);
        arrival.close();
        assertThat(Failures.reasonOf(() -> bytes(0, 1))).contains(Reason.FILE_NOT_FOUND);
        chunks.forEachRemaining(chunk -> append(chunk, read));
        assertThat(read.toByteArray()).isEqualTo(FILM);
    }

    @Test
    void aFileThatIsChangedUnderItsNewNameWhileItIsReadIsNotPassedOffAsProven() throws Exception {
        prove(0, 41);
        Iterator<DownloadChunk> chunks = begin(0, FILM.length);
        chunks.next();
        peer.transfers.intake.commit(staged, NAME, false);
        try (FileChannel file = FileChannel.open(peer.share.resolve("film.bin"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[MIB]), 39L * MIB);
        }
        assertThat(Failures.of(() -> chunks.forEachRemaining(chunk -> {})).reason())
                .isEqualTo(Reason.CORRUPT_SOURCE);
    }

    @Test
    void aStagedFileThatIsCutShortEndsTheRead() throws Exception {
        prove(0, 41);
        try (FileChannel file = FileChannel.open(stagedData(), StandardOpenOption.WRITE)) {
            file.truncate(2 * MIB);
        }
        assertThat(Failures.of(() -> bytes(0, 0)).reason()).isEqualTo(Reason.CORRUPT_SOURCE);
    }

    private Path stagedData() throws Exception {
        try (var files = Files.list(home.resolve("state/staging"))) {
            return files.filter(file -> !file.getFileName().toString().contains("."))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void prove(int first, int end) {
        if (!staged.layerProven()) {
            staged.layer(0, ByteBuffer.wrap(ServingPeer.layer(FILM)));
            staged.proveLayer();
        }
        for (int piece = first; piece < end; piece++) {
            int at = piece * MIB;
            staged.write(piece, ByteBuffer.wrap(FILM, at, Math.min(MIB, FILM.length - at)));
        }
    }

    private FileInfo info() {
        return peer.stub().stat(ref());
    }

    private FileRef ref() {
        return FileRef.newBuilder().setContent(ProtoValues.content(content)).build();
    }

    private byte[] layer() {
        HashRequest request = HashRequest.newBuilder()
                .setContent(ProtoValues.content(content))
                .build();
        ByteString all = ByteString.EMPTY;
        for (Iterator<HashChunk> chunks = peer.stub().getHashes(request); chunks.hasNext(); ) {
            all = all.concat(chunks.next().getHashes());
        }
        return all.toByteArray();
    }

    private Iterator<DownloadChunk> begin(long offset, long length) {
        return peer.stub()
                .download(DownloadRequest.newBuilder()
                        .setFile(ref())
                        .setOffset(offset)
                        .setLength(length)
                        .build());
    }

    private byte[] bytes(long offset, long length) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        begin(offset, length).forEachRemaining(chunk -> append(chunk, read));
        return read.toByteArray();
    }

    private static void append(DownloadChunk chunk, ByteArrayOutputStream to) {
        to.writeBytes(chunk.getData().toByteArray());
    }
}
