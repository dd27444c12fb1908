package io.parvada.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.Download;
import io.parvada.transfer.fetch.DownloadListener;
import io.parvada.transfer.fetch.DownloadReport;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.storage.StagedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A holder is asked for the next run before the last one has come whole. */
class RunsAheadTest extends DownloadScene {

    private static final int PIECES = 40;

    private final List<String> waits = new CopyOnWriteArrayList<>();
    private final DownloadListener listener = new DownloadListener() {
        @Override
        public void waiting(String holder, PeerException why) {
            waits.add(holder + ": " + why.detail());
        }
    };

    @BeforeEach
    void makeLongSample() throws IOException {
        sample = Sample.in(directory, PIECES * MIB - 1);
    }

    @Test
    void theNextRunIsUnderWayBeforeTheLastOneHasCome() throws IOException {
        CountDownLatch next = new CountDownLatch(2);
        Holder waiting = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) throws InterruptedException {
                next.countDown();
                send(offset, offset + length - MIB, to);
                if (!next.await(10, TimeUnit.SECONDS)) {
                    throw new PeerException(Reason.FORBIDDEN, "nobody asks for the next one");
                }
                send(offset + length - MIB, offset + length, to);
                to.onCompleted();
            }
        };
        try (waiting;
                StagedFile staged = staged()) {
            download(staged, waiting.source("peer1"));

            assertCommits(staged);
            assertThat(waiting.askedBytes()).isEqualTo(sample.bytes().length);
        }
    }

    @Test
    void oneThatHasNoPermitForASecondCallIsAskedForOneAfterTheOther() throws IOException {
        AtomicInteger served = new AtomicInteger();
        CountDownLatch refused = new CountDownLatch(1);
        Holder full = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) throws InterruptedException {
                if (served.getAndIncrement() > 0) {
                    served.decrementAndGet();
                    refused.countDown();
                    throw PeerException.retryAfter(Reason.BUSY, "all transfers are taken", Duration.ofMinutes(1));
                }
                send(offset, offset + length - 1, to);
                refused.await(10, TimeUnit.SECONDS);
                served.decrementAndGet();
                send(offset + length - 1, offset + length, to);
                to.onCompleted();
            }
        };
        try (full;
                StagedFile staged = staged()) {
            download(staged, full.source("peer1"));

            assertCommits(staged);
            assertThat(waits).isEmpty();
            assertThat(full.asked)
                    .as("three runs, of which one was asked for twice")
                    .hasSize(4);
        }
    }

    @Test
    void wrongBytesInARunThatWasAskedForAheadAreBlamedAndTheRestComesFromAnother() throws IOException {
        byte[] wrong = sample.bytes().clone();
        wrong[20 * MIB + 5000] ^= 4;
        try (Holder liar = new Holder(new Sample(sample.file(), wrong, sample.hashed(), sample.layer()));
                Holder honest = new Holder(sample);
                StagedFile staged = staged()) {
            DownloadReport report = inTurn(staged, liar.source("liar"), honest.source("honest"));

            assertCommits(staged);
            assertThat(report.holders().get(0).badPieces()).containsExactly(20);
            assertThat(report.holders().get(0).bytes()).isEqualTo(20L * MIB);
            assertThat(honest.askedBytes()).isEqualTo(sample.bytes().length - 20L * MIB);
        }
    }

    /** With one thread: the second has its turn when the first is given up. */
    private DownloadReport inTurn(StagedFile staged, PieceSource... holders) {
        ExecutorService oneLane = Executors.newSingleThreadExecutor();
        try {
            return download(staged, oneLane, holders);
        } finally {
            oneLane.shutdownNow();
        }
    }

    private DownloadReport download(StagedFile staged, PieceSource... holders) {
        return download(staged, lanes, holders);
    }

    private DownloadReport download(StagedFile staged, ExecutorService threads, PieceSource... holders) {
        try {
            return new Download(staged, List.of(holders), threads, listener).run();
        } finally {
            List.of(holders).forEach(PieceSource::close);
        }
    }

    private void assertCommits(StagedFile staged) {
        Path target = directory.resolve("target");
        staged.commitTo(target, false);
        assertThat(target).hasBinaryContent(sample.bytes());
    }
}
