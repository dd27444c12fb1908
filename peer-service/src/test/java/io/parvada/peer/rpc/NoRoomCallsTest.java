package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.parvada.peer.SmallDisk;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.UploadChunk;
import io.parvada.proto.v1.UploadReceipt;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.wire.StatusCodec;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Iterator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads to a share on a disk of 4 MiB that is full, fills up or is read-only. */
class NoRoomCallsTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path home;

    private SmallDisk disk;
    private ServingPeer peer;

    @BeforeEach
    void start() throws Exception {
        disk = SmallDisk.mount(home.resolve("share"), 4);
        peer = ServingPeer.in(home);
    }

    @AfterEach
    void stop() throws Exception {
        if (peer != null) {
            peer.close();
        }
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void anUploadOfMoreThanIsFreeIsNotOpened() throws Exception {
        Sender large = new Sender(peer, "large.bin", ServingPeer.random(5 * MIB, 1));

        assertRefused(large::open, Reason.STORAGE_FULL, Status.Code.RESOURCE_EXHAUSTED);
        assertThat(Failures.of(large::open).detail()).contains(String.valueOf(5 * MIB));
        assertThat(disk.names()).isEmpty();
        assertThat(peer.transfers.permits.active()).isZero();
        assertServes("small.bin");
    }

    @Test
    void twoUploadsAreNotPromisedTheSameRoom() {
        UploadState first = new Sender(peer, "first.bin", ServingPeer.random(3 * MIB, 1)).open();

        assertThat(first.getUploadId()).isNotEmpty();
        assertRefused(
                new Sender(peer, "second.bin", ServingPeer.random(3 * MIB, 2))::open,
                Reason.STORAGE_FULL,
                Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void anUploadOnADiskThatOthersFillEndsThereAndGoesOnWhenThereIsRoomAgain() throws Exception {
        Sender sender = new Sender(peer, "a.bin", ServingPeer.random(3 * MIB, 3));
        UploadState state = sender.ready();
        Sender.Call<UploadChunk, UploadReceipt> call = sender.bytes();
        call.send(sender.chunk(state.getUploadId(), 0, MIB));
        await().until(() -> !disk.names().isEmpty() && disk.freeBytes() < 3 * MIB + MIB / 2);
        disk.fill(MIB / 2);
        call.send(sender.chunk(state.getUploadId(), MIB, MIB));

        assertRefused(call::result, Reason.STORAGE_FULL, Status.Code.RESOURCE_EXHAUSTED);
        assertThat(peer.share.resolve("a.bin")).doesNotExist();
        assertThat(peer.catalog.find(sender.content)).isEmpty();
        assertThat(peer.transfers.permits.active()).isZero();

        disk.empty();
        assertThat(sender.upload().getReceivedBytes())
                .as("without the piece that was proven")
                .isEqualTo(2 * MIB);
        assertThat(peer.share.resolve("a.bin")).hasBinaryContent(sender.bytes);
    }

    @Test
    void aReadOnlyShareServesAndForbidsUploads() throws Exception {
        byte[] bytes = ServingPeer.random(MIB + 1, 4);
        peer.shared("there.bin", bytes);
        peer.close();
        disk.readOnly();
        peer = ServingPeer.in(home);

        assertThat(downloaded("there.bin")).isEqualTo(bytes);
        assertRefused(new Sender(peer, "new.bin", new byte[1])::open, Reason.FORBIDDEN, Status.Code.PERMISSION_DENIED);
        assertRefused(
                () -> new Sender(peer, "there.bin", new byte[1]).open(true),
                Reason.FORBIDDEN,
                Status.Code.PERMISSION_DENIED);
        assertThat(downloaded("there.bin")).isEqualTo(bytes);
        assertThat(peer.transfers.permits.active()).isZero();
    }

    private void assertServes(String name) {
        Sender small = new Sender(peer, name, ServingPeer.random(MIB + 1, 9));
        small.upload();
        assertThat(downloaded(name)).isEqualTo(small.bytes);
    }

    private byte[] downloaded(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Iterator<DownloadChunk> chunks = peer.stub()
                .download(DownloadRequest.newBuilder()
                        .setFile(ServingPeer.named(name))
                        .build());
        chunks.forEachRemaining(chunk -> bytes.writeBytes(chunk.getData().toByteArray()));
        return bytes.toByteArray();
    }

    /** As a client of Parvada reads it, and as any client of gRPC does. */
    private static void assertRefused(ThrowingCallable call, Reason reason, Status.Code code) {
        Throwable failure = catchThrowable(call);
        assertThat(StatusCodec.decode(failure, "the peer").reason()).isEqualTo(reason);
        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(code);
    }
}
