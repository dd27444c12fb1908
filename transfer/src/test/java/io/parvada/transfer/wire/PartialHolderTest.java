package io.parvada.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.ByteRange;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.DialledSource;
import io.parvada.transfer.fetch.Download;
import io.parvada.transfer.fetch.DownloadListener;
import io.parvada.transfer.fetch.DownloadReport;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.storage.StagedFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Downloads from holders that have a part, over real gRPC. */
class PartialHolderTest extends DownloadScene {

    /** Has the bytes first to end, in MiB, and fails the test when it is asked for others. */
    private class Part extends Holder {
        private final int first;
        volatile int end;
        private volatile boolean askedForMore;

        Part(int first, int end) {
            super(PartialHolderTest.this.sample);
            this.first = first;
            this.end = end;
        }

        @Override
        List<ByteRange> available() {
            long length = Math.min(sample.bytes().length, (long) end * MIB) - (long) first * MIB;
            return List.of(ByteRange.newBuilder()
                    .setOffset((long) first * MIB)
                    .setLength(length)
                    .build());
        }

        @Override
        void answer(long offset, long length, StreamObserver<DownloadChunk> to) throws InterruptedException {
            askedForMore |= offset < (long) first * MIB || offset + length > (long) end * MIB;
            super.answer(offset, length, to);
        }

        PieceSource part(String name) {
            return new DialledSource(name, true, content -> source(name));
        }
    }

    @Test
    void twoHoldersOfDifferentPartsBringTheWholeAndAreAskedForTheirOwn() throws IOException {
        try (Part one = new Part(0, 5);
                Part two = new Part(3, 9);
                StagedFile staged = staged()) {
            DownloadReport report = download(staged, List.of(one.part("one"), two.part("two")));

            assertThat(staged.complete()).isTrue();
            assertThat(one.askedForMore || two.askedForMore).isFalse();
            assertThat(report.holders())
                    .extracting(DownloadReport.Holder::bytes)
                    .allMatch(bytes -> bytes >= 3L * MIB);
        }
    }

    @Test
    void whatAHolderGetsMeanwhileIsTakenToo() throws IOException {
        try (Part growing = new Part(0, 2);
                StagedFile staged = staged()) {
            DownloadListener grows = new DownloadListener() {
                @Override
                public void proven(String holder, int bytes) {
                    growing.end = 9;
                }
            };
            new Download(
                            staged,
                            List.of(),
                            found(Duration.ZERO, List.of(List.of(growing.part("growing")))),
                            lanes,
                            grows)
                    .spread(new Random(2))
                    .run();

            assertThat(staged.complete()).isTrue();
            assertThat(growing.askedForMore).isFalse();
        }
    }

    /** Of what it fetches under two names at once it may tell of the one and be asked of the other. */
    @Test
    @Timeout(30)
    void aHolderThatDoesNotHaveWhatItSaidIsAskedAgainWhatItHas() throws IOException {
        AtomicInteger stats = new AtomicInteger();
        Part changing = new Part(0, 8) {
            @Override
            List<ByteRange> available() {
                end = stats.incrementAndGet() == 1 ? 8 : 9;
                return super.available();
            }

            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) throws InterruptedException {
                if (stats.get() == 1) {
                    throw new PeerException(Reason.INVALID_RANGE, "piece 3 of it is not proven yet");
                }
                super.answer(offset, length, to);
            }
        };
        try (changing;
                StagedFile staged = staged()) {
            DownloadReport report = download(staged, List.of(changing.part("changing")));

            assertThat(staged.complete()).isTrue();
            assertThat(report.holders())
                    .singleElement()
                    .satisfies(part -> assertThat(part.failure()).isEmpty());
        }
    }

    @Test
    @Timeout(30)
    void holdersOfAPartThatGetNoMoreOfItAreNotWaitedForForEver() throws IOException {
        try (Part one = new Part(0, 5);
                Part two = new Part(0, 4);
                StagedFile staged = staged()) {
            PeerException failure = catchThrowableOfType(
                    PeerException.class, () -> download(staged, List.of(one.part("one"), two.part("two"))));

            assertThat(failure.reason()).isEqualTo(Reason.FILE_NOT_FOUND);
            assertThat(failure.detail()).contains("nobody is left who has more of it");
            assertThat(staged.provenBytes()).isEqualTo(5L * MIB);
        }
    }

    private DownloadReport download(StagedFile staged, List<PieceSource> holders) {
        return new Download(staged, List.of(), found(Duration.ZERO, List.of(holders)), lanes, new DownloadListener() {})
                .run();
    }
}
