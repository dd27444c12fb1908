package io.parvada.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.HashChunk;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.DialledSource;
import io.parvada.transfer.fetch.Download;
import io.parvada.transfer.fetch.DownloadListener;
import io.parvada.transfer.fetch.DownloadReport;
import io.parvada.transfer.fetch.HolderSearch;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.storage.StagedFile;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Downloads that are short of holders, and find more. */
class HolderSearchTest extends DownloadScene {

    private static final Duration A_WHILE = Duration.ofMillis(1500);

    private final List<String> joined = new CopyOnWriteArrayList<>();

    @Test
    void aDownloadThatBeginsWithNobodyFindsItsHolders() throws IOException {
        try (Holder one = new Holder(sample);
                Holder two = new Holder(sample);
                StagedFile staged = staged()) {
            DownloadReport report =
                    download(staged, List.of(), found(A_WHILE, List.of(List.of(one.source("one"), two.source("two")))));

            assertThat(staged.complete()).isTrue();
            assertThat(joined).containsExactly("one", "two");
            assertThat(report.holders()).extracting(DownloadReport.Holder::name).containsExactly("one", "two");
        }
    }

    @Test
    void aHolderThatComesBackGoesOnAndIsReportedOnce() throws IOException {
        Holder breaking = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {
                send(offset, 2 * MIB, to);
                to.onError(StatusCodec.encode(new PeerException(Reason.FILE_NOT_FOUND, "moved away")));
            }
        };
        try (breaking;
                Holder back = new Holder(sample);
                PieceSource first = breaking.source("peer2");
                StagedFile staged = staged()) {
            DownloadReport report =
                    download(staged, List.of(first), found(A_WHILE, List.of(List.of(), List.of(back.source("peer2")))));

            assertThat(staged.complete()).isTrue();
            assertThat(back.askedBytes()).isEqualTo(sample.bytes().length - 2L * MIB);
            assertThat(report.holders()).singleElement().satisfies(part -> {
                assertThat(part.bytes()).isEqualTo(sample.bytes().length);
                assertThat(part.failure()).isEmpty();
            });
        }
    }

    @Test
    void theConnectionOfAHolderThatIsGivenUpIsClosedWhileTheDownloadGoesOn() throws IOException {
        CountDownLatch closed = new CountDownLatch(1);
        Holder refusing = new Holder(sample) {
            @Override
            void answerHashes(StreamObserver<HashChunk> to) {
                throw new PeerException(Reason.FORBIDDEN, "not for you");
            }

            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {
                throw new PeerException(Reason.FORBIDDEN, "not for you");
            }
        };
        Holder waiting = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) throws InterruptedException {
                if (!closed.await(10, TimeUnit.SECONDS)) {
                    throw new PeerException(Reason.FORBIDDEN, "the other is still connected");
                }
                super.answer(offset, length, to);
            }
        };
        try (refusing;
                waiting;
                PieceSource first = waiting.source("waiting");
                StagedFile staged = staged()) {
            DialledSource told = new DialledSource("refusing", content -> closing(refusing.source("refusing"), closed));
            download(staged, List.of(first), found(A_WHILE, List.of(List.of(told))));
            assertThat(staged.complete()).isTrue();
        }
    }

    private static PieceSource closing(PieceSource source, CountDownLatch closed) {
        return (PieceSource) Proxy.newProxyInstance(
                PieceSource.class.getClassLoader(), new Class<?>[] {PieceSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        closed.countDown();
                    }
                    try {
                        return method.invoke(source, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aHolderThatServedWrongBytesIsNotTakenAgain() throws IOException {
        byte[] wrong = sample.bytes().clone();
        wrong[3 * MIB + 7] ^= 1;
        try (Holder lying = new Holder(new Sample(sample.file(), wrong, sample.hashed(), sample.layer()));
                PieceSource first = lying.source("liar");
                StagedFile staged = staged()) {
            PeerException failure = catchThrowableOfType(
                    PeerException.class,
                    () -> download(
                            staged, List.of(first), found(A_WHILE, List.of(List.of(), List.of(lying.source("liar"))))));

            assertThat(failure.reason()).isEqualTo(Reason.CORRUPT_SOURCE);
            assertThat(joined).isEmpty();
        }
    }

    @Test
    void aSearchThatFailsOrFindsNobodyEndsTheDownloadWhenPatienceIsOver() throws IOException {
        HolderSearch failing = search(
                () -> CompletableFuture.failedFuture(new PeerException(Reason.BUSY, "too many searches")),
                Duration.ofMillis(50));
        try (StagedFile staged = staged()) {
            PeerException failure =
                    catchThrowableOfType(PeerException.class, () -> download(staged, List.of(), failing));
            assertThat(failure.reason()).isEqualTo(Reason.FILE_NOT_FOUND);
        }
    }

    @Test
    void cancellingEndsADownloadThatWaitsForHolders() throws Exception {
        CompletableFuture<List<PieceSource>> endless = new CompletableFuture<>();
        try (StagedFile staged = staged()) {
            Download download = new Download(
                    staged, List.of(), search(() -> endless, Duration.ofHours(1)), lanes, new DownloadListener() {});
            CompletableFuture<Throwable> ended = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(PeerException.class, download::run), lanes);
            download.cancel();
            assertThat(ended.get()).hasFieldOrPropertyWithValue("reason", Reason.CANCELLED);
        }
    }

    private DownloadReport download(StagedFile staged, List<PieceSource> holders, HolderSearch search) {
        DownloadListener listener = new DownloadListener() {
            @Override
            public void holderJoined(String holder) {
                joined.add(holder);
            }
        };
        return new Download(staged, holders, search, lanes, listener).run();
    }
}
