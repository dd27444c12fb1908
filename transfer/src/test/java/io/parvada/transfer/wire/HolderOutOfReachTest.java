package io.parvada.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.DialledSource;
import io.parvada.transfer.fetch.Download;
import io.parvada.transfer.fetch.DownloadListener;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.storage.StagedFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Downloads that have a holder with whom they do not get to talk. */
class HolderOutOfReachTest extends DownloadScene {

    /** A firewall that drops what comes: neither an answer nor a refusal, and a dial takes as long as it may. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aDownloadThatHasAllDoesNotWaitForAHolderThatIsStillDialled() throws IOException {
        CountDownLatch dialling = new CountDownLatch(1);
        Holder near = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) throws InterruptedException {
                dialling.await();
                super.answer(offset, length, to);
            }
        };
        try (near;
                PieceSource first = near.source("near");
                StagedFile staged = staged()) {
            DialledSource firewalled = new DialledSource("firewalled", content -> neverEnding(dialling));
            new Download(
                            staged,
                            List.of(first),
                            found(Duration.ZERO, List.of(List.of(firewalled))),
                            lanes,
                            new DownloadListener() {})
                    .run();
            assertThat(staged.complete()).isTrue();
        }
    }

    private static PieceSource neverEnding(CountDownLatch begun) {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
            throw new AssertionError();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException(Reason.CANCELLED, "interrupted", e);
        }
    }

    @Test
    @Timeout(30)
    void aHolderForWhomThereIsNoThreadIsBusyAndTheOthersBringTheFile() throws IOException {
        ExecutorService one =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), (task, pool) -> {
                    throw PeerException.retryAfter(Reason.BUSY, "too much at once", Duration.ofSeconds(1));
                });
        try (Holder holder = new Holder(sample);
                PieceSource first = holder.source("first");
                PieceSource second = holder.source("second");
                StagedFile staged = staged()) {
            var report = new Download(staged, List.of(first, second), one, new DownloadListener() {}).run();

            assertThat(staged.complete()).isTrue();
            assertThat(report.holders().get(1).failure().orElseThrow().reason()).isEqualTo(Reason.BUSY);
        } finally {
            one.shutdownNow();
        }
    }
}
