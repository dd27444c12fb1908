package io.parvada.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.PieceSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that are under way and not read yet. */
class AskedAheadTest {

    private static final long LENGTH = 1_000_000;
    private static final int WINDOW_BYTES = 4 * 1024 * 1024;

    @TempDir
    static Path directory;

    private static Sample sample;

    @BeforeAll
    static void makeSample() throws IOException {
        sample = Sample.in(directory, 3_500_000);
    }

    @Test
    void whatIsNotReadYetIsHeldBackAndDoesNotHoldBackWhatIsRead() {
        long total = 64L * 1024 * 1024;
        AtomicLong unread = new AtomicLong();
        CountDownLatch heldBack = new CountDownLatch(1);
        Holder eager = new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {
                AtomicLong sent = offset == 0 ? unread : new AtomicLong();
                ServerCallStreamObserver<DownloadChunk> call = (ServerCallStreamObserver<DownloadChunk>) to;
                call.setOnReadyHandler(() -> {
                    while (call.isReady() && sent.get() < length) {
                        int count = (int) Math.min(CHUNK, length - sent.get());
                        call.onNext(chunk(0, count).toBuilder()
                                .setOffset(offset + sent.getAndAdd(count))
                                .build());
                        if (sent.get() == length) {
                            call.onCompleted();
                        }
                    }
                    if (unread.get() >= WINDOW_BYTES) {
                        heldBack.countDown();
                    }
                });
            }
        };
        try (eager;
                GrpcPieceSource source = eager.source("peer2")) {
            try (PieceSource.Asked ahead = source.ask(sample.content(), 0, total)) {
                GrpcPieceSourceTest.await(heldBack);
                AtomicLong read = new AtomicLong();

                source.bytes(sample.content(), total, total, (offset, block) -> {
                    read.addAndGet(block.remaining());
                    block.close();
                });

                assertThat(read.get()).isEqualTo(total);
                assertThat(ahead).isNotNull();
                assertThat(unread.get()).isLessThan(2L * WINDOW_BYTES);
            }
        }
    }

    @Test
    void cancelEndsAllThatWasAskedFor() {
        try (Holder holder = new Holder(sample);
                GrpcPieceSource source = holder.source("peer2");
                PieceSource.Asked one = source.ask(sample.content(), 0, LENGTH);
                PieceSource.Asked two = source.ask(sample.content(), LENGTH, LENGTH)) {
            source.cancel();

            for (PieceSource.Asked each : List.of(one, two)) {
                PeerException e =
                        catchThrowableOfType(PeerException.class, () -> each.read((offset, block) -> block.close()));
                assertThat(e.reason()).isEqualTo(Reason.CANCELLED);
            }
        }
    }
}
