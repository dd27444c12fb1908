package io.parvada.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.HashChunk;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.Download;
import io.parvada.transfer.fetch.DownloadListener;
import io.parvada.transfer.fetch.DownloadReport;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.storage.StagedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads over real connections from holders of every character. */
class DownloadTest extends DownloadScene {

    private static final DownloadListener QUIET = new DownloadListener() {};

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16 * 1024 + 1, MIB, MIB + 1, 5 * MIB, 5 * MIB + 123})
    void aFileOfAnySizeComesWhole(int size) throws IOException {
        sample = Sample.in(directory, size);
        try (Holder holder = new Holder(sample);
                StagedFile staged = staged()) {
            DownloadReport report = download(staged, QUIET, holder.source("peer1"));

            assertCommits(staged);
            assertThat(report.holders().get(0).bytes()).isEqualTo(size);
            assertThat(holder.askedBytes()).isEqualTo(size);
        }
    }

    @Test
    void severalHoldersShareTheWork() throws IOException {
        CountDownLatch allAsked = new CountDownLatch(3);
        try (Holder one = meeting(allAsked);
                Holder two = meeting(allAsked);
                Holder three = meeting(allAsked);
                StagedFile staged = staged()) {
            DownloadReport report = download(staged, QUIET, one.source("1"), two.source("2"), three.source("3"));

            assertCommits(staged);
            assertThat(List.of(one, two, three))
                    .allSatisfy(holder -> assertThat(holder.asked).isNotEmpty());
            assertThat(report.holders().stream()
                            .mapToLong(DownloadReport.Holder::bytes)
                            .sum())
                    .isEqualTo(sample.bytes().length);
        }
    }

    /** Serves bytes only when every such holder was asked for some. */
    private Holder meeting(CountDownLatch allAsked) {
        return new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) throws InterruptedException {
                allAsked.countDown();
                allAsked.await();
                super.answer(offset, length, to);
            }
        };
    }

    /** The seeds' defect: the first holder broke, and the second one's file was appended to what was there. */
    @Test
    void secondHolderGoesOnFromTheLastProvenPieceAndNeverAppendsFromByteZero() throws IOException {
        CountDownLatch threeProven = new CountDownLatch(3);
        Holder first = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) throws InterruptedException {
                if (offset + length <= 3 * MIB) {
                    super.answer(offset, length, to);
                    return;
                }
                send(offset, 3 * MIB + 500_000, to);
                threeProven.await();
                server.kill();
            }
        };
        DownloadListener counting = new DownloadListener() {
            @Override
            public void progress(long provenBytes, long totalBytes) {
                threeProven.countDown();
            }
        };
        try (first;
                Holder second = new Holder(sample);
                StagedFile staged = staged()) {
            DownloadReport report = inTurn(staged, counting, first.source("first"), second.source("second"));

            assertCommits(staged);
            assertThat(second.asked.get(0).getOffset()).isEqualTo(3L * MIB);
            assertThat(second.askedBytes()).isEqualTo(sample.bytes().length - 3L * MIB);
            assertThat(report.holders().get(0).bytes()).isEqualTo(3L * MIB);
            assertThat(report.holders().get(0).failure().orElseThrow().reason()).isEqualTo(Reason.PEER_UNREACHABLE);
        }
    }

    @Test
    void corruptPieceIsFetchedFromAnotherHolderAndItsHolderIsBlamed() throws IOException {
        List<String> lost = new CopyOnWriteArrayList<>();
        DownloadListener blame = new DownloadListener() {
            @Override
            public void holderLost(String holder, PeerException why) {
                lost.add(holder + " " + why.reason());
            }
        };
        try (Holder liar = wrongIn(0, 1, 2, 3, 4, 5, 6, 7, 8);
                Holder honest = new Holder(sample);
                StagedFile staged = staged()) {
            DownloadReport report = download(staged, blame, liar.source("liar"), honest.source("honest"));

            assertCommits(staged);
            assertThat(liar.asked).hasSizeLessThanOrEqualTo(1);
            assertThat(report.holders().get(0).bytes()).isZero();
            assertThat(report.holders().get(0).badPieces()).hasSize(liar.asked.size());
            assertThat(lost).hasSize(liar.asked.size()).allMatch("liar CORRUPT_SOURCE"::equals);
        }
    }

    @Test
    void onlyTheWrongPieceIsFetchedAgain() throws IOException {
        try (Holder liar = wrongIn(3);
                Holder honest = new Holder(sample);
                StagedFile staged = staged()) {
            DownloadReport report = inTurn(staged, QUIET, liar.source("liar"), honest.source("honest"));

            assertCommits(staged);
            assertThat(report.holders().get(0).badPieces()).containsExactly(3);
            assertThat(report.holders().get(0).bytes()).isEqualTo(3L * MIB);
            assertThat(honest.askedBytes()).isEqualTo(sample.bytes().length - 3L * MIB);
        }
    }

    @Test
    void whenAllFailedWrongBytesAreToldBeforeAClosedPort() throws IOException {
        try (Holder liar = wrongIn(0, 1, 2, 3, 4, 5, 6, 7, 8);
                Holder gone = new Holder(sample);
                StagedFile staged = staged()) {
            PieceSource unreachable = gone.source("gone");
            gone.server.kill();

            PeerException e = failure(staged, unreachable, liar.source("liar"));

            assertThat(e.reason()).isEqualTo(Reason.CORRUPT_SOURCE);
            assertThat(e.detail()).contains("liar", "gone");
        }
    }

    @Test
    void aHolderWhoseLayerLiesIsBanned() throws IOException {
        Holder liar = new Holder(sample) {
            @Override
            void answerHashes(StreamObserver<HashChunk> to) {
                byte[] layer = sample.layer().clone();
                layer[40] ^= 1;
                to.onNext(hashes(0, layer));
                to.onCompleted();
            }
        };
        try (liar;
                Holder honest = new Holder(sample);
                StagedFile staged = staged()) {
            DownloadReport report = inTurn(staged, QUIET, liar.source("liar"), honest.source("honest"));

            assertCommits(staged);
            assertThat(liar.asked).isEmpty();
            assertThat(report.holders().get(0).failure().orElseThrow().reason()).isEqualTo(Reason.CORRUPT_SOURCE);
        }
    }

    @Test
    void aFrozenHolderDoesNotStallTheEnd() throws IOException {
        CountDownLatch frozen = new CountDownLatch(1);
        Holder freezing = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {
                to.onNext(chunk(offset, 100));
                frozen.countDown();
            }
        };
        Holder alive = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) throws InterruptedException {
                frozen.await();
                super.answer(offset, length, to);
            }
        };
        try (freezing;
                alive;
                StagedFile staged = staged()) {
            // Its idle time is ten minutes: only handing out its pieces again can end this test.
            DownloadReport report =
                    download(staged, QUIET, freezing.source("frozen", Duration.ofMinutes(10)), alive.source("alive"));

            assertCommits(staged);
            assertThat(report.holders().get(1).bytes()).isEqualTo(sample.bytes().length);
        }
    }

    @Test
    void aHolderThatFreezesOverTheLayerIsOvertaken() throws IOException {
        CountDownLatch frozen = new CountDownLatch(1);
        Holder freezing = new Holder(sample) {
            @Override
            void answerHashes(StreamObserver<HashChunk> to) {
                to.onNext(hashes(0, Arrays.copyOf(sample.layer(), 32)));
                frozen.countDown();
            }

            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {}
        };
        Holder alive = new Holder(sample) {
            @Override
            void answerHashes(StreamObserver<HashChunk> to) throws InterruptedException {
                super.answerHashes(to);
            }
        };
        try (freezing;
                alive;
                StagedFile staged = staged()) {
            download(staged, QUIET, freezing.source("frozen", Duration.ofMinutes(10)), alive.source("alive"));

            assertCommits(staged);
        }
    }

    @Test
    void aBusyHolderIsAskedAgainWhenItSays() throws IOException {
        AtomicInteger refusals = new AtomicInteger(2);
        List<String> waits = new CopyOnWriteArrayList<>();
        Holder hashing = new Holder(sample) {
            @Override
            void answerHashes(StreamObserver<HashChunk> to) throws InterruptedException {
                if (refusals.getAndDecrement() > 0) {
                    throw PeerException.retryAfter(Reason.BUSY, "still hashing, 40 %", Duration.ofMillis(1));
                }
                super.answerHashes(to);
            }
        };
        DownloadListener waiting = new DownloadListener() {
            @Override
            public void waiting(String holder, PeerException why) {
                waits.add(holder + ": " + why.detail());
            }
        };
        try (hashing;
                StagedFile staged = staged()) {
            DownloadReport report = download(staged, waiting, hashing.source("peer1"));

            assertCommits(staged);
            assertThat(waits).containsExactly("peer1: still hashing, 40 %", "peer1: still hashing, 40 %");
            assertThat(report.holders().get(0).failure()).isEmpty();
        }
    }

    @Test
    void aSoleHolderThatBreaksOffIsAskedAgainFromTheLastProvenPiece() throws IOException {
        Holder breaking = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) throws InterruptedException {
                if (asked.size() == 1) {
                    send(offset, offset + 2 * MIB + 5, to);
                    throw new PeerException(Reason.PEER_UNREACHABLE, "going down");
                }
                super.answer(offset, length, to);
            }
        };
        try (breaking;
                StagedFile staged = staged()) {
            download(staged, QUIET, breaking.source("peer1"));

            assertCommits(staged);
            assertThat(breaking.asked.get(1).getOffset()).isEqualTo(2L * MIB);
        }
    }

    @Test
    void aHolderWhoseFileIsTouchedWhileItServesIsAskedAgainAndNotBlamed() throws IOException {
        List<String> lost = new CopyOnWriteArrayList<>();
        DownloadListener blame = new DownloadListener() {
            @Override
            public void holderLost(String holder, PeerException why) {
                lost.add(holder + " " + why.reason());
            }
        };
        Holder touched = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) throws InterruptedException {
                send(offset, asked.size() == 1 ? offset + 3 * MIB : offset + length, to);
                if (asked.size() == 1) {
                    throw new PeerException(Reason.CORRUPT_SOURCE, "'film.bin' changed while it was served");
                }
                to.onCompleted();
            }
        };
        try (touched;
                StagedFile staged = staged()) {
            DownloadReport report = download(staged, blame, touched.source("peer1"));

            assertCommits(staged);
            assertThat(lost).isEmpty();
            assertThat(report.holders().get(0).failure()).isEmpty();
        }
    }

    @Test
    void whatIsProvenIsNotFetchedAgainByALaterDownload() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch fourProven = new CountDownLatch(4);
        Holder stopping = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) throws InterruptedException {
                send(0, 4 * MIB + 10, to);
                never.await();
            }
        };
        DownloadListener counting = new DownloadListener() {
            @Override
            public void progress(long provenBytes, long totalBytes) {
                fourProven.countDown();
            }
        };
        try (stopping;
                GrpcPieceSource source = stopping.source("peer1");
                StagedFile staged = staged()) {
            Download cut = new Download(staged, List.of(source), lanes, counting);
            CompletableFuture<PeerException> end =
                    CompletableFuture.supplyAsync(() -> catchThrowableOfType(PeerException.class, cut::run));
            GrpcPieceSourceTest.await(fourProven);
            cut.cancel();
            assertThat(end.join().reason()).isEqualTo(Reason.CANCELLED);
        }
        try (Holder holder = new Holder(sample);
                StagedFile staged = staged()) {
            DownloadReport report = download(staged, QUIET, holder.source("peer1"));

            assertCommits(staged);
            assertThat(report.reusedBytes()).isEqualTo(4L * MIB);
            assertThat(holder.asked.get(0).getOffset()).isEqualTo(4L * MIB);
            assertThat(report.receivedBytes()).isEqualTo(sample.bytes().length - 4L * MIB);
        }
    }

    @Test
    void moreHoldersThanThreadsWaitForTheirTurn() throws IOException {
        try (Holder one = new Holder(sample);
                Holder two = new Holder(sample);
                StagedFile staged = staged()) {
            inTurn(staged, QUIET, one.source("1"), two.source("2"));

            assertCommits(staged);
            assertThat(two.asked).isEmpty();
        }
    }

    @Test
    void withoutAThreadTheDownloadIsBusyAndWithoutAHolderNothingIsFound() {
        try (Holder holder = new Holder(sample);
                StagedFile staged = staged()) {
            assertThat(failure(staged).reason()).isEqualTo(Reason.FILE_NOT_FOUND);
            lanes.shutdownNow();
            assertThat(failure(staged, holder.source("peer1")).reason()).isEqualTo(Reason.BUSY);
        }
    }

    @Test
    void aHoldersFullDiskIsTheHoldersAndOursEndsTheDownload() throws IOException {
        Holder full = new Holder(sample) {
            @Override
            void answerHashes(StreamObserver<HashChunk> to) {
                throw new PeerException(Reason.STORAGE_FULL, "mine is full");
            }
        };
        try (full;
                Holder honest = new Holder(sample);
                StagedFile staged = staged()) {
            inTurn(staged, QUIET, full.source("full"), honest.source("honest"));
            assertCommits(staged);
        }
        StagedFile closed = StagedFile.at(directory.resolve(".other.parvada-part"), sample.content());
        closed.close();
        try (Holder one = new Holder(sample);
                Holder two = new Holder(sample)) {
            PeerException e = failure(closed, one.source("1"), two.source("2"));
            assertThat(e.reason()).isEqualTo(Reason.STORAGE_FAILURE);
            assertThat(one.asked).isEmpty();
        }
    }

    /** Honest, but for one flipped bit in each of these pieces. */
    private Holder wrongIn(int... pieces) throws IOException {
        byte[] wrong = sample.bytes().clone();
        for (int piece : pieces) {
            wrong[(int) sample.pieces().offset(piece) + 5000] ^= 4;
        }
        return new Holder(new Sample(sample.file(), wrong, sample.hashed(), sample.layer()));
    }

    /** With one thread: a holder has its turn when the one before it is given up. */
    private DownloadReport inTurn(StagedFile staged, DownloadListener listener, PieceSource... holders) {
        ExecutorService oneLane = Executors.newSingleThreadExecutor();
        try {
            return download(staged, oneLane, listener, holders);
        } finally {
            oneLane.shutdownNow();
        }
    }

    private DownloadReport download(StagedFile staged, DownloadListener listener, PieceSource... holders) {
        return download(staged, lanes, listener, holders);
    }

    private static DownloadReport download(
            StagedFile staged, ExecutorService threads, DownloadListener listener, PieceSource... holders) {
        try {
            return new Download(staged, List.of(holders), threads, listener).run();
        } finally {
            Arrays.stream(holders).forEach(PieceSource::close);
        }
    }

    private PeerException failure(StagedFile staged, PieceSource... holders) {
        return catchThrowableOfType(PeerException.class, () -> download(staged, QUIET, holders));
    }

    private void assertCommits(StagedFile staged) throws IOException {
        Path target = directory.resolve("target");
        staged.commitTo(target, false);
        assertThat(target).hasBinaryContent(sample.bytes());
        assertThat(Files.exists(directory.resolve(".target.parvada-part"))).isFalse();
    }
}
