package io.parvada.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.HashChunk;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.Block;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.PieceSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GrpcPieceSourceTest {

    private static final int SIZE = 3_500_000;
    private static final long FROM = 100_000;
    private static final long LENGTH = 1_000_000;
    private static final PieceSource.Blocks NOWHERE = (offset, block) -> block.close();

    @TempDir
    static Path directory;

    private static Sample sample;

    @BeforeAll
    static void makeSample() throws IOException {
        sample = Sample.in(directory, SIZE);
    }

    /** Gathers what comes. */
    private static final class Gathered implements PieceSource.Blocks {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long next;

        Gathered(long from) {
            next = from;
        }

        @Override
        public void bytes(long offset, Block block) {
            assertThat(offset).isEqualTo(next);
            next += block.remaining();
            for (ByteBuffer data : block.take(block.remaining())) {
                byte[] part = new byte[data.remaining()];
                data.get(part);
                bytes.writeBytes(part);
            }
            block.close();
        }
    }

    @Test
    void aRangeComesWholeAndInOrder() {
        try (Holder holder = new Holder(sample);
                GrpcPieceSource source = holder.source("peer2")) {
            Gathered gathered = new Gathered(FROM);

            source.bytes(sample.content(), FROM, LENGTH, gathered);

            assertThat(gathered.bytes.toByteArray())
                    .isEqualTo(Arrays.copyOfRange(sample.bytes(), (int) FROM, (int) (FROM + LENGTH)));
        }
    }

    @Test
    void theLayerComesWhole() {
        try (Holder holder = new Holder(sample);
                GrpcPieceSource source = holder.source("peer2")) {
            ByteBuffer gathered = ByteBuffer.allocate(sample.layer().length);

            source.hashes(sample.content(), (index, hashes) -> gathered.put(hashes));

            assertThat(gathered.array()).isEqualTo(sample.layer());
        }
    }

    interface Lie {
        void tell(Holder holder, long offset, long length, StreamObserver<DownloadChunk> to);
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                lie("too long", (holder, offset, length, to) -> {
                    holder.send(offset, offset + length + 1, to);
                    to.onCompleted();
                }),
                lie("one more part after the last", (holder, offset, length, to) -> {
                    holder.send(offset, offset + length, to);
                    to.onNext(holder.chunk(offset + length, 1));
                    to.onCompleted();
                }),
                lie("too short", (holder, offset, length, to) -> {
                    holder.send(offset, offset + length - 1, to);
                    to.onCompleted();
                }),
                lie("nothing", (holder, offset, length, to) -> to.onCompleted()),
                lie("from another offset", (holder, offset, length, to) -> {
                    holder.send(offset + 1, offset + 1 + length, to);
                    to.onCompleted();
                }),
                lie("the same part twice", (holder, offset, length, to) -> {
                    to.onNext(holder.chunk(offset, 1000));
                    to.onNext(holder.chunk(offset, 1000));
                    to.onCompleted();
                }),
                lie("a negative offset", (holder, offset, length, to) -> {
                    to.onNext(holder.chunk(offset, 10).toBuilder().setOffset(-1).build());
                    to.onCompleted();
                }),
                lie("empty parts", (holder, offset, length, to) -> {
                    to.onNext(DownloadChunk.newBuilder().setOffset(offset).build());
                    to.onCompleted();
                }));
    }

    private static Arguments lie(String what, Lie lie) {
        return Arguments.of(what, lie);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void anAnswerOfAnotherShapeIsCorrupt(String what, Lie lie) {
        Holder liar = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {
                lie.tell(this, offset, length, to);
            }
        };
        try (liar;
                GrpcPieceSource source = liar.source("peer2")) {
            assertThat(failureOf(source).reason()).isEqualTo(Reason.CORRUPT_SOURCE);
        }
    }

    static Stream<Function<byte[], HashChunk[]>> wrongLayers() {
        return Stream.of(
                layer -> new HashChunk[] {Holder.hashes(0, Arrays.copyOf(layer, 33))},
                layer -> new HashChunk[] {Holder.hashes(0, Arrays.copyOf(layer, layer.length - 32))},
                layer -> new HashChunk[] {Holder.hashes(0, Arrays.copyOf(layer, layer.length + 32))},
                layer -> new HashChunk[] {Holder.hashes(1, layer)},
                layer -> new HashChunk[] {Holder.hashes(0, layer), Holder.hashes(0, layer)},
                layer -> new HashChunk[] {});
    }

    @ParameterizedTest
    @MethodSource("wrongLayers")
    void aLayerOfAnotherShapeIsCorrupt(Function<byte[], HashChunk[]> wrong) {
        Holder liar = new Holder(sample) {
            @Override
            void answerHashes(StreamObserver<HashChunk> to) {
                for (HashChunk chunk : wrong.apply(sample.layer())) {
                    to.onNext(chunk);
                }
                to.onCompleted();
            }
        };
        try (liar;
                GrpcPieceSource source = liar.source("peer2")) {
            PeerException e = catchThrowableOfType(
                    PeerException.class, () -> source.hashes(sample.content(), (index, hashes) -> {}));
            assertThat(e.reason()).isEqualTo(Reason.CORRUPT_SOURCE);
        }
    }

    @Test
    void aMessageThatTakesLongerThanTheIdleTimeOverAThinLineIsNoSilence() throws Exception {
        try (Holder holder = new Holder(sample);
                ThinLine line = ThinLine.to(holder.server.address(), 40_000);
                GrpcPieceSource source =
                        new GrpcPieceSource("peer2", PeerChannel.to(line.address()), Duration.ofSeconds(1))) {
            Gathered gathered = new Gathered(0);

            source.bytes(sample.content(), 0, 100_000, gathered); // in one message and two frames, which take 2.5 s

            assertThat(gathered.next).isEqualTo(100_000);
        }
    }

    @Test
    void aHolderThatSendsAFewBytesNowAndThenIsGivenUp() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Holder trickling = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {
                AtomicLong at = new AtomicLong(offset);
                timer.scheduleAtFixedRate(() -> to.onNext(chunk(at.getAndAdd(64), 64)), 0, 10, TimeUnit.MILLISECONDS);
            }
        };
        Expectation.Terms terms = new Expectation.Terms(Duration.ofSeconds(20), Duration.ofMillis(300), SIZE);
        try (trickling;
                GrpcPieceSource source = new GrpcPieceSource("peer2", trickling.server.channel(), terms)) {
            PeerException e = catchThrowableOfType(
                    PeerException.class, () -> source.bytes(sample.content(), FROM, LENGTH, NOWHERE));

            assertThat(e.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
            assertThat(e.detail()).contains("only", "bytes in 300 ms of waiting");
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    @Timeout(60)
    void aHolderThatSendsFramesForEverAndNoMessageIsGivenUp() throws IOException {
        try (FramesForEver endless = new FramesForEver();
                GrpcPieceSource source =
                        new GrpcPieceSource("peer2", PeerChannel.to(endless.address()), Duration.ofMillis(300))) {
            assertThat(failureOf(source).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void aSilentHolderIsGivenUpAfterTheIdleTime() {
        Holder silent = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {
                to.onNext(chunk(offset, 1000));
            }
        };
        try (silent;
                GrpcPieceSource source = silent.source("peer2", Duration.ofMillis(100))) {
            assertThat(failureOf(source).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void cancelFromAnotherThreadEndsTheCallUnderWayAndEveryLaterOne() {
        Holder silent = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {
                to.onNext(chunk(offset, 1000));
            }
        };
        try (silent;
                GrpcPieceSource source = silent.source("peer2")) {
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<PeerException> failure = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                    PeerException.class,
                    () -> source.bytes(sample.content(), 0, LENGTH, (offset, data) -> begun.countDown())));
            await(begun);

            source.cancel();

            assertThat(failure.join().reason()).isEqualTo(Reason.CANCELLED);
            assertThat(failureOf(source).reason()).isEqualTo(Reason.CANCELLED);
        }
    }

    @Test
    void anInterruptEndsTheCallAndTheFlagStays() {
        try (Holder holder = new Holder(sample);
                GrpcPieceSource source = holder.source("peer2")) {
            Thread.currentThread().interrupt();

            assertThat(failureOf(source).reason()).isEqualTo(Reason.CANCELLED);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void whatTheSinkThrowsPassesUnchanged() {
        IllegalStateException own = new IllegalStateException("full");
        try (Holder holder = new Holder(sample);
                GrpcPieceSource source = holder.source("peer2")) {
            Throwable thrown = catchThrowableOfType(
                    IllegalStateException.class,
                    () -> source.bytes(sample.content(), 0, LENGTH, (offset, data) -> {
                        throw own;
                    }));
            assertThat(thrown).isSameAs(own);
        }
    }

    @Test
    void aClosedPortIsUnreachableWithItsAddress() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (GrpcPieceSource source = new GrpcPieceSource("peer2", PeerChannel.to("127.0.0.1:" + port))) {
            PeerException e = failureOf(source);
            assertThat(e.reason()).isEqualTo(Reason.PEER_UNREACHABLE);
            assertThat(e.detail()).contains("127.0.0.1:" + port).contains("refused");
        }
    }

    @Test
    void aServerOfAnotherKindIsNotAParvadaPeer() {
        try (TestServer other = new TestServer();
                GrpcPieceSource source = new GrpcPieceSource("peer2", other.channel())) {
            PeerException e = failureOf(source);
            assertThat(e.reason()).isEqualTo(Reason.PEER_UNREACHABLE);
            assertThat(e.detail()).contains("is not a Parvada peer");
        }
    }

    @Test
    void theHoldersOwnReasonPasses() {
        Holder without = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {
                throw PeerException.retryAfter(Reason.BUSY, "hashing, 40 %", Duration.ofSeconds(3));
            }
        };
        try (without;
                GrpcPieceSource source = without.source("peer2")) {
            PeerException e = failureOf(source);
            assertThat(e.reason()).isEqualTo(Reason.BUSY);
            assertThat(e.retryAfter()).contains(Duration.ofSeconds(3));
        }
    }

    @Test
    void aMessageOverTheLimitEndsTheCallNotTheHeap() {
        Holder large = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {
                to.onNext(chunk(0, PeerChannel.MAX_MESSAGE_BYTES + 1));
                to.onCompleted();
            }
        };
        try (large;
                GrpcPieceSource source = large.source("peer2")) {
            assertThat(failureOf(source).reason()).isEqualTo(Reason.BUSY);
        }
    }

    @Test
    void aSlowSinkHoldsTheHolderBack() {
        long total = 64L * 1024 * 1024;
        CountDownLatch heldBack = new CountDownLatch(1);
        AtomicLong sent = new AtomicLong();
        Holder eager = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {
                ServerCallStreamObserver<DownloadChunk> call = (ServerCallStreamObserver<DownloadChunk>) to;
                call.setOnReadyHandler(() -> {
                    while (call.isReady() && sent.get() < total) {
                        call.onNext(chunk(0, CHUNK).toBuilder()
                                .setOffset(sent.get())
                                .build());
                        sent.addAndGet(CHUNK);
                    }
                    heldBack.countDown();
                });
            }
        };
        try (eager;
                GrpcPieceSource source = eager.source("peer2")) {
            catchThrowableOfType(
                    PieceStop.class,
                    () -> source.bytes(sample.content(), 0, total, (offset, data) -> {
                        await(heldBack);
                        throw new PieceStop();
                    }));

            assertThat(sent.get()).isPositive().isLessThan(total / 4);
        }
    }

    private static final class PieceStop extends RuntimeException {}

    private static PeerException failureOf(PieceSource source) {
        return catchThrowableOfType(PeerException.class, () -> source.bytes(sample.content(), FROM, LENGTH, NOWHERE));
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
