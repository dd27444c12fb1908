package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.proto.v1.OpenUploadRequest;
import io.parvada.proto.v1.UploadChunk;
import io.parvada.proto.v1.UploadReceipt;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadCallsTest {

    private static final int MIB = 1 << 20;
    private static final int QUARTER = MIB / 4;

    @TempDir
    private Path home;

    private ServingPeer peer;

    @BeforeEach
    void start() throws Exception {
        peer = ServingPeer.in(home);
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIB, MIB + 1, 3 * MIB + 17})
    void whatTheReceiptIsForIsStoredWholeAndFindable(int size) throws Exception {
        Sender sender = new Sender(peer, "sub/a.bin", ServingPeer.random(size, 1));
        UploadReceipt receipt = sender.upload();
        assertThat(receipt.getName()).isEqualTo("sub/a.bin");
        assertThat(receipt.getContent()).isEqualTo(ProtoValues.content(sender.content));
        assertThat(receipt.getReceivedBytes()).isEqualTo(size);
        assertThat(peer.share.resolve("sub/a.bin")).hasBinaryContent(sender.bytes);
        assertThat(peer.catalog.find(sender.content).map(CatalogEntry::name)).contains(new FileName("sub/a.bin"));
        assertThat(peer.transfers.permits.active()).isZero();
    }

    @Test
    void theSameContentAgainIsPresentAndOtherContentIsRefused() throws Exception {
        new Sender(peer, "a.bin", ServingPeer.random(100, 1)).upload();
        assertThat(new Sender(peer, "a.bin", ServingPeer.random(100, 1)).open().getAlreadyPresent())
                .isTrue();
        for (int size : new int[] {99, 100}) {
            Sender other = new Sender(peer, "a.bin", ServingPeer.random(size, 2));
            assertThat(Failures.of(other::open).reason()).isEqualTo(Reason.ALREADY_EXISTS);
        }
        assertThat(peer.share.resolve("a.bin")).hasBinaryContent(ServingPeer.random(100, 1));
        assertThat(peer.transfers.permits.active()).isZero();
    }

    @Test
    void contentThatIsSharedUnderAnotherNameIsCopiedAndNothingIsLeftToSend() throws Exception {
        byte[] bytes = ServingPeer.random(3 * MIB + 5, 4);
        peer.shared("first.bin", bytes);
        assertThat(new Sender(peer, "sub/second.bin", bytes).open().getAlreadyPresent())
                .isTrue();
        assertThat(peer.share.resolve("sub/second.bin")).hasBinaryContent(bytes);
        assertThat(peer.catalog
                        .find(new FileName("sub/second.bin"))
                        .orElseThrow()
                        .root())
                .isEqualTo(ServingPeer.content(bytes).root());
        assertThat(peer.transfers.permits.active()).isZero();
    }

    @Test
    void aSharedFileThatHasChangedOnDiskIsNotCopiedAsWhatItWas() throws Exception {
        byte[] bytes = ServingPeer.random(3 * MIB + 5, 5);
        peer.shared("first.bin", bytes);
        byte[] changed = bytes.clone();
        changed[2 * MIB] ^= 1;
        Files.write(peer.share.resolve("first.bin"), changed);

        UploadState state = new Sender(peer, "second.bin", bytes).ready();
        assertThat(state.getAlreadyPresent()).isFalse();
        new Sender(peer, "second.bin", bytes).sendMissing(state);
        assertThat(peer.share.resolve("second.bin")).hasBinaryContent(bytes);
    }

    @Test
    void aFilePutThereByHandIsKnownAsTheSameBeforeTheIndexerHasReadIt() throws Exception {
        byte[] bytes = ServingPeer.random(2 * MIB, 3);
        Files.write(peer.share.resolve("by-hand.bin"), bytes);
        assertThat(new Sender(peer, "by-hand.bin", bytes).open().getAlreadyPresent())
                .isTrue();
    }

    @Test
    void anAdminOverwritesAndAWrongTokenDoesNot() throws Exception {
        new Sender(peer, "a.bin", ServingPeer.random(100, 1)).upload();
        Sender other = new Sender(peer, "a.bin", ServingPeer.random(200, 2));
        assertThat(Failures.of(() -> withToken("wrong", other)).reason()).isEqualTo(Reason.UNAUTHENTICATED);
        other.sendMissing(withToken(ServingPeer.TOKEN, other));
        assertThat(peer.share.resolve("a.bin")).hasBinaryContent(other.bytes);
    }

    @Test
    void aCutUploadFreesItsPermitAtOnceAndGoesOnFromTheLastProvenPiece() throws Exception {
        Sender sender = new Sender(peer, "a.bin", ServingPeer.random(3 * MIB, 4));
        cutAfterOnePiece(sender);
        await().until(() -> peer.transfers.permits.active() == 0);
        assertThat(peer.share.resolve("a.bin")).doesNotExist();

        UploadState again = sender.open();
        assertThat(again.getHashesNeeded()).isFalse();
        assertThat(again.getMissingList()).containsExactly(ProtoValues.range(MIB, 2 * MIB));
        assertThat(sender.sendMissing(again).getReceivedBytes()).isEqualTo(2 * MIB);
        assertThat(peer.share.resolve("a.bin")).hasBinaryContent(sender.bytes);
    }

    @Test
    void anUploadGoesOnAfterThePeerWasRestarted() throws Exception {
        byte[] bytes = ServingPeer.random(3 * MIB, 5);
        cutAfterOnePiece(new Sender(peer, "a.bin", bytes));
        await().until(() -> peer.transfers.permits.active() == 0);
        stop();
        start();
        Sender sender = new Sender(peer, "a.bin", bytes);
        assertThat(sender.upload().getReceivedBytes()).isEqualTo(2 * MIB);
        assertThat(peer.share.resolve("a.bin")).hasBinaryContent(bytes);
    }

    @Test
    void anUploadThatNobodyFeedsIsClosedAndItsPermitFreed() {
        Sender sender = new Sender(peer, "a.bin", ServingPeer.random(3 * MIB, 6));
        UploadState state = sender.ready();
        peer.transfers.pass(Duration.ofSeconds(7), Duration.ofSeconds(8));
        assertThat(peer.transfers.permits.active()).isEqualTo(1);
        assertThat(sender.open().getUploadId()).isEqualTo(state.getUploadId());

        peer.transfers.pass(Duration.ofSeconds(8), Duration.ofSeconds(8));
        assertThat(peer.transfers.permits.active()).isZero();
        assertThat(Failures.of(() -> sender.sendMissing(state)).reason()).isEqualTo(Reason.TRANSFER_NOT_FOUND);
    }

    @Test
    void whileOneSendsAnotherSenderOfTheSameIsBusy() {
        Sender sender = new Sender(peer, "a.bin", ServingPeer.random(3 * MIB, 7));
        UploadState state = sender.ready();
        Sender.Call<UploadChunk, UploadReceipt> call = sender.bytes();
        call.send(sender.chunk(state.getUploadId(), 0, QUARTER));
        await().untilAsserted(
                        () -> assertThat(Failures.of(sender::open).reason()).isEqualTo(Reason.BUSY));
        assertThat(Failures.of(() -> sender.sendMissing(state)).reason()).isEqualTo(Reason.BUSY);
        call.cut();
        await().until(() -> peer.transfers.permits.active() == 0);
    }

    @Test
    void hashesThatDoNotProveTheRootAreRefused() {
        Sender sender = new Sender(peer, "a.bin", ServingPeer.random(3 * MIB, 8));
        byte[] wrong = ServingPeer.layer(sender.bytes);
        wrong[40] ^= 1;
        assertThat(Failures.of(() -> sender.hashes(sender.open().getUploadId(), wrong))
                        .reason())
                .isEqualTo(Reason.DIGEST_MISMATCH);
        assertThat(Failures.of(() -> sender.hashes(sender.open().getUploadId(), new byte[33]))
                        .reason())
                .isEqualTo(Reason.INVALID_REQUEST);
    }

    @Test
    void aPieceThatDoesNotProveIsRefusedAndNothingIsVisible() {
        Sender sender = new Sender(peer, "a.bin", ServingPeer.random(2 * MIB, 9));
        UploadState state = sender.ready();
        sender.bytes[MIB + 5] ^= 1;
        assertThat(Failures.of(() -> sender.sendMissing(state)).reason()).isEqualTo(Reason.DIGEST_MISMATCH);
        assertThat(peer.share.resolve("a.bin")).doesNotExist();
        assertThat(peer.transfers.permits.active()).isZero();

        sender.bytes[MIB + 5] ^= 1;
        assertThat(sender.upload().getReceivedBytes()).isEqualTo(MIB);
    }

    @Test
    void anUploadThatEndsEarlyIsNotStored() {
        Sender sender = new Sender(peer, "a.bin", ServingPeer.random(2 * MIB, 10));
        Sender.Call<UploadChunk, UploadReceipt> call = sender.bytes();
        call.send(sender.chunk(sender.ready().getUploadId(), 0, QUARTER));
        assertThat(Failures.of(call::end).reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(peer.share.resolve("a.bin")).doesNotExist();
    }

    @Test
    void offsetsOutsideOrOutOfOrderAreRefused() {
        Sender sender = new Sender(peer, "a.bin", ServingPeer.random(2 * MIB, 11));
        assertThat(refused(sender, chunk -> chunk.setOffset(-1))).isEqualTo(Reason.INVALID_RANGE);
        assertThat(refused(sender, chunk -> chunk.setOffset(2 * MIB))).isEqualTo(Reason.INVALID_RANGE);
        assertThat(refused(sender, chunk -> chunk.setOffset(Long.MAX_VALUE))).isEqualTo(Reason.INVALID_RANGE);
        assertThat(refused(sender, chunk -> chunk.setOffset(QUARTER))).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(refused(sender, chunk -> chunk.setUploadId(""))).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(refused(sender, chunk -> chunk.setUploadId("none"))).isEqualTo(Reason.TRANSFER_NOT_FOUND);
    }

    @Test
    void piecesSentTwiceOrInAnyOrderAreTaken() throws Exception {
        Sender sender = new Sender(peer, "a.bin", ServingPeer.random(3 * MIB, 12));
        String id = sender.ready().getUploadId();
        Sender.Call<UploadChunk, UploadReceipt> call = sender.bytes();
        for (int offset : new int[] {2 * MIB, 0, 2 * MIB, MIB}) {
            call.send(sender.chunk(id, offset, MIB));
        }
        assertThat(call.end().getReceivedBytes()).isEqualTo(4 * MIB);
        assertThat(peer.share.resolve("a.bin")).hasBinaryContent(sender.bytes);
    }

    @Test
    void bytesBeforeTheHashesAreRefused() {
        Sender sender = new Sender(peer, "a.bin", ServingPeer.random(2 * MIB, 13));
        Sender.Call<UploadChunk, UploadReceipt> call = sender.bytes();
        call.send(sender.chunk(sender.open().getUploadId(), 0, QUARTER));
        assertThat(Failures.of(call::result).reason()).isEqualTo(Reason.INVALID_REQUEST);
    }

    @Test
    void whatIsTooLargeOrBadlyNamedIsRefusedBeforeAByte() {
        OpenUploadRequest.Builder request = OpenUploadRequest.newBuilder()
                .setName("a.bin")
                .setContent(ProtoValues.content(ServingPeer.content(new byte[1])));
        request.getContentBuilder().setSize(ServingPeer.MAX_FILE_BYTES + 1);
        assertThat(Failures.of(() -> peer.stub().openUpload(request.build())).reason())
                .isEqualTo(Reason.TOO_LARGE);
        for (String name : new String[] {"../x", "", ".parvada/x", "x".repeat(256)}) {
            assertThat(Failures.of(() -> new Sender(peer, name, new byte[1]).open())
                            .reason())
                    .isEqualTo(Reason.INVALID_NAME);
        }
    }

    private void cutAfterOnePiece(Sender sender) {
        String id = sender.ready().getUploadId();
        Sender.Call<UploadChunk, UploadReceipt> call = sender.bytes();
        for (int at = 0; at < MIB + QUARTER; at += QUARTER) {
            call.send(sender.chunk(id, at, QUARTER));
        }
        await().until(() -> received(5));
        call.cut();
    }

    private boolean received(int messages) {
        return peer.server
                        .meters
                        .get("grpc.server.requests.received")
                        .tag("method", "Upload")
                        .counter()
                        .count()
                >= messages;
    }

    private Reason refused(Sender sender, UnaryOperator<UploadChunk.Builder> wrong) {
        UploadChunk right = sender.chunk(sender.ready().getUploadId(), 0, QUARTER);
        Sender.Call<UploadChunk, UploadReceipt> call = sender.bytes();
        call.send(wrong.apply(right.toBuilder()).build());
        return Failures.of(call::result).reason();
    }

    private UploadState withToken(String token, Sender sender) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return peer.stub()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .openUpload(OpenUploadRequest.newBuilder()
                        .setName(sender.name)
                        .setContent(ProtoValues.content(sender.content))
                        .setOverwrite(true)
                        .build());
    }
}
