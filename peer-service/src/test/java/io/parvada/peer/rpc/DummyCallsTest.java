package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.config.Limits;
import io.parvada.peer.grpc.Binding;
import io.parvada.peer.grpc.StallWatch;
import io.parvada.peer.grpc.TestServer;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.peer.transfers.Permits;
import io.parvada.peer.transfers.TestTransfers;
import io.parvada.proto.v1.DummyChunk;
import io.parvada.proto.v1.DummyDownloadRequest;
import io.parvada.proto.v1.DummyUploadSummary;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class DummyCallsTest {

    private static final long MAX_BYTES = 1L << 30;
    private static final int MIB = 1 << 20;

    private final Permits permits = TestTransfers.permits(2);
    private final AtomicLong nanos = new AtomicLong();
    private final StallWatch stalls = new StallWatch(() -> 1024, nanos::get);
    private final TestTime turns = new TestTime();
    private final Bandwidth bandwidth = new Bandwidth(turns, nanos::get);
    private final TestServer server = new TestServer();
    private FileTransferGrpc.FileTransferBlockingStub stub;

    @BeforeEach
    void serve() throws Exception {
        DummyCalls dummies =
                new DummyCalls(permits, () -> MAX_BYTES, new Streams(bandwidth, new Room(), stalls, Runnable::run));
        server.serve(() -> new Binding(FileTransferGrpc.getServiceDescriptor())
                .answering(FileTransferGrpc.getDummyDownloadMethod(), dummies::download)
                .taking(FileTransferGrpc.getDummyUploadMethod(), dummies::upload)
                .build());
        stub = FileTransferGrpc.newBlockingStub(server.channel());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 256 * 1024, 256 * 1024 + 1, 5 * MIB + 3})
    void exactlyTheBytesAskedForAreSent(long bytes) {
        long received = 0;
        Iterator<DummyChunk> chunks = stub.dummyDownload(request(bytes));
        while (chunks.hasNext()) {
            received += chunks.next().getData().size();
        }
        assertThat(received).isEqualTo(bytes);
        await().until(() -> permits.active() == 0);
    }

    @Test
    void moreThanAnyoneCanSendIsInvalidAndMoreThanTheLimitIsTooLarge() {
        assertThat(Failures.of(() -> stub.dummyDownload(request(-1)).hasNext()).reason())
                .isEqualTo(Reason.INVALID_REQUEST);
        assertThat(Failures.of(() -> stub.dummyDownload(request(MAX_BYTES + 1)).hasNext())
                        .reason())
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(permits.active()).isZero();
    }

    @Test
    void whatArrivesIsCounted() throws Exception {
        CompletableFuture<DummyUploadSummary> summary = new CompletableFuture<>();
        StreamObserver<DummyChunk> sender =
                FileTransferGrpc.newStub(server.channel()).dummyUpload(into(summary));
        for (int size : new int[] {1, 70_000, MIB, 0}) {
            sender.onNext(DummyChunk.newBuilder()
                    .setData(ByteString.copyFrom(new byte[size]))
                    .build());
        }
        sender.onCompleted();
        assertThat(summary.get().getReceivedBytes()).isEqualTo(1 + 70_000 + MIB);
        assertThat(summary.get().getChunks()).isEqualTo(4);
        await().until(() -> permits.active() == 0);
    }

    @Test
    void beyondThePermitsItIsBusyAndSaysWhenToAskAgain() {
        Permits.Permit one = permits.acquire(null, "one");
        permits.acquire(null, "two");
        PeerException busy = Failures.of(() -> stub.dummyDownload(request(1)).hasNext());
        assertThat(busy.reason()).isEqualTo(Reason.BUSY);
        assertThat(busy.retryAfter()).contains(Duration.ofSeconds(1));
        one.close();
        assertThat(stub.dummyDownload(request(1)).hasNext()).isTrue();
    }

    @Test
    void aReceiverThatTakesNothingHoldsFewMessagesAndIsEndedAfterAWhile() {
        StalledCall stalled = new StalledCall();
        stalled.call.start(stalled, new Metadata());
        stalled.call.sendMessage(request(MAX_BYTES));
        stalled.call.halfClose();
        await().during(Duration.ofMillis(300)).until(() -> sent() > 0 && sent() == stalled.lastSent(sent()));

        // The client's window, what counts as ready and a message more; not the gigabyte.
        assertThat(sent() * 256 * 1024).isLessThanOrEqualTo(4 * MIB);
        stalls.sweep();
        assertThat(permits.active()).isEqualTo(1);

        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        stalls.sweep();
        await().until(() -> permits.active() == 0);
        stalled.call.request(100);
        await().until(() -> stalled.status != null);
        assertThat(stalled.status.isOk()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aSenderThatDripsOrSendsNothingInManyMessagesLosesItsPermit(int bytes) {
        CompletableFuture<DummyUploadSummary> summary = new CompletableFuture<>();
        StreamObserver<DummyChunk> sender =
                FileTransferGrpc.newStub(server.channel()).dummyUpload(into(summary));
        for (int second = 1; second <= 29; second++) {
            sender.onNext(chunk(bytes));
            awaitReceived("DummyUpload", second);
            passASecond();
        }
        assertThat(permits.active()).isEqualTo(1);
        passASecond();
        await().until(() -> permits.active() == 0);
        await().until(summary::isCompletedExceptionally);
    }

    @Test
    void aSenderAtTheLeastRateIsWaitedFor() throws Exception {
        CompletableFuture<DummyUploadSummary> summary = new CompletableFuture<>();
        StreamObserver<DummyChunk> sender =
                FileTransferGrpc.newStub(server.channel()).dummyUpload(into(summary));
        for (int second = 1; second <= 90; second++) {
            sender.onNext(chunk(1100));
            awaitReceived("DummyUpload", second);
            passASecond();
        }
        sender.onCompleted();
        assertThat(summary.get().getReceivedBytes()).isEqualTo(90 * 1100);
    }

    @Test
    void whoWaitsForItsTurnSendsNothingAndIsNotEndedForIt() throws Exception {
        bandwidth.limit(new Limits.Rates(
                DataSize.ofKilobytes(64), DataSize.ofKilobytes(64), DataSize.ofKilobytes(1), DataSize.ofBytes(0)));
        CompletableFuture<DummyUploadSummary> summary = new CompletableFuture<>();
        StreamObserver<DummyChunk> sender =
                FileTransferGrpc.newStub(server.channel()).dummyUpload(into(summary));
        for (int i = 0; i < 8; i++) {
            sender.onNext(chunk(MIB));
        }
        sender.onCompleted();
        awaitReceived("DummyUpload", 2);
        for (int second = 0; second < 31; second++) {
            passASecond();
        }
        assertThat(permits.active()).isEqualTo(1);
        assertThat(received("DummyUpload")).isEqualTo(2);
        await().until(() -> {
            turns.advance(Duration.ofSeconds(10));
            return summary.isDone();
        });
        assertThat(summary.get().getReceivedBytes()).isEqualTo(8 * MIB);
    }

    @Test
    void aDownloadUnderALimitGoesOnWhenItsTurnComesAndAtTheRate() {
        bandwidth.limit(new Limits.Rates(
                DataSize.ofMegabytes(1), DataSize.ofBytes(0), DataSize.ofKilobytes(1), DataSize.ofBytes(0)));
        Iterator<DummyChunk> chunks = stub.dummyDownload(request(4 * MIB));
        Instant start = turns.now();
        CompletableFuture<Long> bytes = CompletableFuture.supplyAsync(() -> count(chunks));
        await().until(() -> {
            turns.advance(Duration.ofMillis(100));
            return bytes.isDone();
        });
        assertThat(bytes.join()).isEqualTo(4 * MIB);
        assertThat(Duration.between(start, turns.now())).isGreaterThan(Duration.ofMillis(3500));
    }

    @Test
    void aCancelledDownloadFreesItsPermitAtOnce() {
        StalledCall cancelled = new StalledCall();
        cancelled.call.start(cancelled, new Metadata());
        cancelled.call.sendMessage(request(MAX_BYTES));
        cancelled.call.halfClose();
        await().until(() -> permits.active() == 1);
        cancelled.call.cancel("enough", null);
        await().until(() -> permits.active() == 0);
    }

    private void passASecond() {
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        stalls.sweep();
    }

    private void awaitReceived(String method, int messages) {
        await().until(() -> received(method) == messages);
    }

    private double received(String method) {
        return server.meters
                .find("grpc.server.requests.received")
                .tag("method", method)
                .counter()
                .count();
    }

    private static long count(Iterator<DummyChunk> chunks) {
        long bytes = 0;
        while (chunks.hasNext()) {
            bytes += chunks.next().getData().size();
        }
        return bytes;
    }

    private static DummyChunk chunk(int bytes) {
        return DummyChunk.newBuilder()
                .setData(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    private double sent() {
        return server.meters
                .find("grpc.server.responses.sent")
                .tag("method", "DummyDownload")
                .counter()
                .count();
    }

    private static DummyDownloadRequest request(long bytes) {
        return DummyDownloadRequest.newBuilder()
                .setFilename("any")
                .setBytes(bytes)
                .build();
    }

    private static <T> StreamObserver<T> into(CompletableFuture<T> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T value) {
                answer.complete(value);
            }

            @Override
            public void onError(Throwable t) {
                answer.completeExceptionally(t);
            }

            @Override
            public void onCompleted() {}
        };
    }

    /** A call that asks for no message. */
    private final class StalledCall extends ClientCall.Listener<DummyChunk> {
        final ClientCall<DummyDownloadRequest, DummyChunk> call =
                server.channel().newCall(FileTransferGrpc.getDummyDownloadMethod(), CallOptions.DEFAULT);
        volatile Status status;
        private double last = -1;

        /** What it was at the last look. */
        double lastSent(double now) {
            double before = last;
            last = now;
            return before;
        }

        @Override
        public void onClose(Status how, Metadata trailers) {
            status = how;
        }
    }
}
