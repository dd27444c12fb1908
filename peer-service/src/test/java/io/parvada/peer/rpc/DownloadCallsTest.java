package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.parvada.proto.v1.Content;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.proto.v1.HashRequest;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.wire.StatusCodec;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadCallsTest {

    private static final int MIB = 1 << 20;

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

    @Test
    void statTellsWhatTheFileIsByNameAndByContent() throws Exception {
        byte[] bytes = ServingPeer.random(3 * MIB + 17, 1);
        ContentId content = peer.shared("sub/a.bin", bytes);
        FileInfo info = peer.stub().stat(ServingPeer.named("sub/a.bin"));
        assertThat(info.getSize()).isEqualTo(bytes.length);
        assertThat(info.getRoot()).isEqualTo(ProtoValues.bytes(content.root()));
        assertThat(info.getSha256()).isEqualTo(ProtoValues.bytes(Sha256.of(bytes)));
        assertThat(info.getAvailableList()).containsExactly(ProtoValues.range(0, bytes.length));
        assertThat(peer.stub().stat(byContent(content)).getName()).isEqualTo("sub/a.bin");
    }

    @Test
    void aFileCopiedIntoTheShareIsBusyUntilItIsHashedAndThenServed() throws Exception {
        byte[] bytes = ServingPeer.random(2 * MIB + 3, 9);
        Files.write(peer.share.resolve("by-hand.bin"), bytes);
        await().untilAsserted(() -> {
            Throwable failure = catchThrowable(() ->
                    assertThat(download(ServingPeer.named("by-hand.bin"), 0, 0)).isEqualTo(bytes));
            if (failure != null) {
                assertThat(StatusCodec.decode(failure, "the peer").reason()).isIn(Reason.BUSY, Reason.FILE_NOT_FOUND);
                fail("not yet");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 256 * 1024, MIB, 2 * MIB + 5})
    void theWholeFileArrivesByNameAndByContent(int size) throws Exception {
        byte[] bytes = ServingPeer.random(size, size);
        ContentId content = peer.shared("a.bin", bytes);
        assertThat(download(ServingPeer.named("a.bin"), 0, 0)).isEqualTo(bytes);
        assertThat(download(byContent(content), 0, 0)).isEqualTo(bytes);
        await().until(() -> peer.transfers.permits.active() == 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 0", "262143, 2", "1048575, 17", "1048591, 1"})
    void aRangeArrivesAndLengthZeroIsToTheEnd(int offset, int length) throws Exception {
        byte[] bytes = ServingPeer.random(MIB + 16, 2);
        peer.shared("a.bin", bytes);
        int end = length == 0 ? bytes.length : offset + length;
        assertThat(download(ServingPeer.named("a.bin"), offset, length))
                .isEqualTo(Arrays.copyOfRange(bytes, offset, end));
    }

    @ParameterizedTest
    @CsvSource({"10, 0", "11, 0", "-1, 0", "0, 11", "5, 6", "0, -1", "9223372036854775807, 1"})
    void outsideTheFileThereIsNothing(long offset, long length) throws Exception {
        peer.shared("a.bin", new byte[10]);
        assertThat(Failures.of(() -> download(ServingPeer.named("a.bin"), offset, length))
                        .reason())
                .isEqualTo(Reason.INVALID_RANGE);
        assertThat(peer.transfers.permits.active()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../x", "/etc/passwd", "a//b", "a/../b", "a\\b", "a\0b", ".parvada/x", "C:x"})
    void aNameThatIsNoneIsRefusedByEveryCall(String name) {
        assertThat(Failures.of(() -> peer.stub().stat(ServingPeer.named(name))).reason())
                .isEqualTo(Reason.INVALID_NAME);
        assertThat(Failures.of(() -> download(ServingPeer.named(name), 0, 0)).reason())
                .isEqualTo(Reason.INVALID_NAME);
    }

    @Test
    void whatIsNotSharedIsNotFound() throws Exception {
        Files.createSymbolicLink(peer.share.resolve("link"), Files.writeString(home.resolve("outside"), "secret"));
        for (String name : new String[] {"none", "link", "sub/none"}) {
            assertThat(Failures.of(() -> download(ServingPeer.named(name), 0, 0))
                            .reason())
                    .isEqualTo(Reason.FILE_NOT_FOUND);
        }
        ContentId unknown = ServingPeer.content(new byte[] {1});
        assertThat(Failures.of(() -> peer.stub().stat(byContent(unknown))).reason())
                .isEqualTo(Reason.FILE_NOT_FOUND);
        assertThat(Failures.of(() -> layer(unknown)).reason()).isEqualTo(Reason.FILE_NOT_FOUND);
    }

    @Test
    void aRequestThatNamesNothingIsInvalid() {
        FileRef shortRoot = FileRef.newBuilder()
                .setContent(Content.newBuilder().setSize(1).setRoot(ByteString.copyFromUtf8("short")))
                .build();
        FileRef negative = FileRef.newBuilder()
                .setContent(Content.newBuilder().setSize(-1).setRoot(ByteString.copyFrom(new byte[32])))
                .build();
        for (FileRef ref : new FileRef[] {FileRef.getDefaultInstance(), shortRoot, negative}) {
            assertThat(Failures.of(() -> peer.stub().stat(ref)).reason()).isEqualTo(Reason.INVALID_REQUEST);
        }
    }

    @Test
    void theLayerOfSeveralPiecesIsTheirHashesAndOfOnePieceIsEmpty() throws Exception {
        byte[] bytes = ServingPeer.random(3 * MIB + 1, 3);
        assertThat(layer(peer.shared("three.bin", bytes))).isEqualTo(ServingPeer.layer(bytes));
        assertThat(layer(peer.shared("one.bin", new byte[MIB]))).isEmpty();
    }

    @Test
    void beyondThePermitsADownloadIsBusy() throws Exception {
        peer.shared("a.bin", new byte[10]);
        for (int i = 0; i < ServingPeer.MAX_TRANSFERS; i++) {
            peer.transfers.permits.acquire(InetAddress.getByName("192.0.2." + i), "another");
        }
        PeerException busy = Failures.of(() -> download(ServingPeer.named("a.bin"), 0, 0));
        assertThat(busy.reason()).isEqualTo(Reason.BUSY);
        assertThat(busy.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(busy.position()).hasValue(1);
    }

    @Test
    void aFileThatChangedSinceItWasHashedIsNotServedAsWhatItWas() throws Exception {
        ContentId content = peer.shared("a.bin", ServingPeer.random(MIB, 4));
        change("a.bin", ServingPeer.random(MIB, 5));
        assertThat(Failures.of(() -> download(byContent(content), 0, 0)).reason())
                .isIn(Reason.BUSY, Reason.FILE_NOT_FOUND);
    }

    @Test
    void aFileThatChangesWhileItIsServedEndsTheCallAsCorrupt() throws Exception {
        peer.shared("a.bin", ServingPeer.random(16 * MIB, 6));
        SlowReader reader = new SlowReader();
        reader.call.start(reader, new Metadata());
        reader.call.sendMessage(
                DownloadRequest.newBuilder().setFile(ServingPeer.named("a.bin")).build());
        reader.call.halfClose();
        reader.call.request(1);
        reader.first.join();
        change("a.bin", ServingPeer.random(16 * MIB, 7));
        reader.call.request(1000);
        assertThat(StatusCodec.decode(reader.end.join(), "the peer").reason()).isEqualTo(Reason.CORRUPT_SOURCE);
        assertThat(peer.transfers.permits.active()).isZero();
    }

    private void change(String name, byte[] bytes) throws Exception {
        Path file = peer.share.resolve(name);
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    }

    private byte[] download(FileRef ref, long offset, long length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        peer.stub()
                .download(DownloadRequest.newBuilder()
                        .setFile(ref)
                        .setOffset(offset)
                        .setLength(length)
                        .build())
                .forEachRemaining(chunk -> {
                    assertThat(chunk.getOffset()).isEqualTo(offset + bytes.size());
                    bytes.writeBytes(chunk.getData().toByteArray());
                });
        return bytes.toByteArray();
    }

    private byte[] layer(ContentId content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        peer.stub()
                .getHashes(HashRequest.newBuilder()
                        .setContent(ProtoValues.content(content))
                        .build())
                .forEachRemaining(chunk -> bytes.writeBytes(chunk.getHashes().toByteArray()));
        return bytes.toByteArray();
    }

    private static FileRef byContent(ContentId content) {
        return FileRef.newBuilder().setContent(ProtoValues.content(content)).build();
    }

    /** Takes one message, then waits to be told. */
    private final class SlowReader extends ClientCall.Listener<DownloadChunk> {
        final ClientCall<DownloadRequest, DownloadChunk> call =
                peer.server.channel().newCall(FileTransferGrpc.getDownloadMethod(), CallOptions.DEFAULT);
        final CompletableFuture<DownloadChunk> first = new CompletableFuture<>();
        final CompletableFuture<StatusRuntimeException> end = new CompletableFuture<>();

        @Override
        public void onMessage(DownloadChunk chunk) {
            first.complete(chunk);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.complete(status.asRuntimeException(trailers));
        }
    }
}
