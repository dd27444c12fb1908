package io.parvada.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.parvada.proto.v1.ByteRange;
import io.parvada.proto.v1.OpenUploadRequest;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.push.Push;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads over real connections to receivers of every character. */
class PushTest {

    private static final int MIB = Pieces.PIECE_BYTES;
    private static final FileName NAME = new FileName("informe.pdf");

    @TempDir
    Path mine;

    @TempDir
    Path theirs;

    private final List<String> retries = new CopyOnWriteArrayList<>();
    private final Push.Listener listener = new Push.Listener() {
        @Override
        public void retrying(String why) {
            retries.add(why);
        }
    };

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, MIB, MIB + 1, 4 * MIB + 99})
    void aFileOfAnySizeArrivesWholeUnderItsName(int size) throws IOException {
        Sample sample = Sample.in(mine, size);
        try (Receiver receiver = new Receiver(theirs)) {
            Push.Report report = push(sample, receiver);

            assertThat(theirs.resolve("informe.pdf")).hasBinaryContent(sample.bytes());
            assertThat(report).isEqualTo(new Push.Report(NAME, sample.content(), size, false));
        }
    }

    @Test
    void whatTheReceiverHasIsNotSentAgain() throws IOException {
        Sample sample = Sample.in(mine, 2 * MIB);
        try (Receiver receiver = new Receiver(theirs)) {
            push(sample, receiver);
            long before = receiver.takenBytes;

            Push.Report again = push(sample, receiver);

            assertThat(again.alreadyPresent()).isTrue();
            assertThat(again.sentBytes()).isZero();
            assertThat(receiver.takenBytes).isEqualTo(before);
        }
    }

    @Test
    void afterABreakOnlyWhatIsMissingIsSent() throws IOException {
        Sample sample = Sample.in(mine, 6 * MIB);
        Receiver breaking = new Receiver(theirs) {
            @Override
            void part(long offset, ByteString data) {
                if (opened.size() == 1 && offset >= 3 * MIB + 300_000) {
                    throw new PeerException(Reason.PEER_UNREACHABLE, "cut");
                }
            }
        };
        try (breaking) {
            push(sample, breaking);

            assertThat(theirs.resolve("informe.pdf")).hasBinaryContent(sample.bytes());
            assertThat(breaking.opened).hasSize(2);
            // Taken: three whole pieces and the beginning of the fourth; then the last three.
            assertThat(breaking.takenBytes).isBetween(6L * MIB, 7L * MIB - 1);
            assertThat(retries).containsExactly("cut");
        }
    }

    @Test
    void aNewSenderGoesOnWhereACancelledOneStopped() throws IOException {
        Sample sample = Sample.in(mine, 6 * MIB);
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch cut = new CountDownLatch(1);
        Receiver receiver = new Receiver(theirs) {
            @Override
            void part(long offset, ByteString data) throws InterruptedException {
                if (opened.size() == 1 && offset >= 3 * MIB) {
                    half.countDown();
                    cut.await();
                }
            }
        };
        try (receiver) {
            try (GrpcUploadTarget target = new GrpcUploadTarget(receiver.server.channel())) {
                Push push = new Push(sample.file(), NAME, false, target, listener);
                CompletableFuture<PeerException> end =
                        CompletableFuture.supplyAsync(() -> catchThrowableOfType(PeerException.class, push::run));
                GrpcPieceSourceTest.await(half);
                push.cancel();
                assertThat(end.join().reason()).isEqualTo(Reason.CANCELLED);
                cut.countDown();
            }
            assertThat(theirs.resolve("informe.pdf")).doesNotExist();

            Push.Report report = push(sample, receiver);

            assertThat(theirs.resolve("informe.pdf")).hasBinaryContent(sample.bytes());
            assertThat(report.sentBytes()).isLessThanOrEqualTo(3L * MIB);
        }
    }

    @Test
    void aFileThatIsChangedWhileItIsSentIsNoticed() throws IOException {
        Sample sample = Sample.in(mine, 6 * MIB);
        Receiver receiver = new Receiver(theirs) {
            @Override
            UploadState answerOpen(OpenUploadRequest request) {
                overwrite(sample.file(), new byte[5 * MIB]);
                return super.answerOpen(request);
            }
        };
        try (receiver) {
            PeerException e = failure(sample, receiver);

            assertThat(e.reason()).isEqualTo(Reason.DIGEST_MISMATCH);
            assertThat(e.detail()).contains("was changed");
            assertThat(theirs.resolve("informe.pdf")).doesNotExist();
        }
    }

    @Test
    void bytesThatTurnedOnTheWayAreSentAgain() throws IOException {
        Sample sample = Sample.in(mine, 3 * MIB);
        Receiver once = new Receiver(theirs) {
            @Override
            void part(long offset, ByteString data) {
                if (opened.size() == 1 && offset >= MIB) {
                    throw new PeerException(Reason.DIGEST_MISMATCH, "piece 1 does not prove");
                }
            }
        };
        try (once) {
            push(sample, once);

            assertThat(theirs.resolve("informe.pdf")).hasBinaryContent(sample.bytes());
            assertThat(retries).containsExactly("piece 1 does not prove");
        }
    }

    @Test
    void aRefusalIsToldAtOnce() throws IOException {
        Sample sample = Sample.in(mine, 1000);
        Receiver refusing = new Receiver(theirs) {
            @Override
            UploadState answerOpen(OpenUploadRequest request) {
                throw new PeerException(Reason.ALREADY_EXISTS, "informe.pdf has other content");
            }
        };
        try (refusing) {
            PeerException e = failure(sample, refusing);

            assertThat(e.reason()).isEqualTo(Reason.ALREADY_EXISTS);
            assertThat(e.detail()).isEqualTo("informe.pdf has other content");
            assertThat(retries).isEmpty();
        }
    }

    @Test
    void aReceiverThatIsNotThereIsToldAtOnce() throws IOException {
        Sample sample = Sample.in(mine, 1000);
        try (Receiver gone = new Receiver(theirs)) {
            gone.server.kill();

            assertThat(failure(sample, gone).reason()).isEqualTo(Reason.PEER_UNREACHABLE);
            assertThat(retries).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"-5, 10", "0, 0", "0, 1001", "1001, 1", "5, 9223372036854775807"})
    void aReceiverCannotAskForWhatTheFileDoesNotHave(long offset, long length) throws IOException {
        Sample sample = Sample.in(mine, 1000);
        Receiver asking = new Receiver(theirs) {
            @Override
            UploadState answerOpen(OpenUploadRequest request) {
                return UploadState.newBuilder()
                        .setUploadId(ID)
                        .addMissing(ByteRange.newBuilder().setOffset(offset).setLength(length))
                        .build();
            }
        };
        try (asking) {
            assertThat(failure(sample, asking).detail()).contains("bytes that the file does not have");
        }
    }

    @Test
    void whatIsNoFileIsToldBeforeAnyoneIsAsked() throws IOException {
        try (Receiver receiver = new Receiver(theirs);
                GrpcUploadTarget target = new GrpcUploadTarget(receiver.server.channel())) {
            Push missing = new Push(mine.resolve("nothing"), NAME, false, target, listener);
            Push directory = new Push(mine, NAME, false, target, listener);

            assertThat(catchThrowableOfType(PeerException.class, missing::run).reason())
                    .isEqualTo(Reason.FILE_NOT_FOUND);
            assertThat(catchThrowableOfType(PeerException.class, directory::run).reason())
                    .isEqualTo(Reason.INVALID_REQUEST);
            assertThat(receiver.opened).isEmpty();
        }
    }

    private Push.Report push(Sample sample, Receiver receiver) {
        try (GrpcUploadTarget target = new GrpcUploadTarget(receiver.server.channel())) {
            return new Push(sample.file(), NAME, false, target, listener).run();
        }
    }

    private PeerException failure(Sample sample, Receiver receiver) {
        return catchThrowableOfType(PeerException.class, () -> push(sample, receiver));
    }

    private static void overwrite(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
