package io.parvada.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.HashChunk;
import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.Download;
import io.parvada.transfer.fetch.DownloadListener;
import io.parvada.transfer.fetch.DownloadReport;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.storage.StagedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One holder that lies and an honest one: the liar is named with its reason and not asked again for this file, and the
 * file comes whole from the other.
 */
class LyingHolderTest {

    private static final int MIB = Pieces.PIECE_BYTES;
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final int ENDLESS = 100_000;

    @TempDir
    private Path directory;

    // One lane: the honest one has its turn when the liar is given up.
    private final ExecutorService lane = Executors.newSingleThreadExecutor();
    private Sample sample;

    @BeforeEach
    void makeSample() throws IOException {
        sample = Sample.in(directory, 2 * MIB);
    }

    @AfterEach
    void stop() {
        lane.shutdownNow();
    }

    /** What a liar sends for the bytes of a run. */
    interface Lie {
        void tell(Holder liar, long offset, long length, StreamObserver<DownloadChunk> to);
    }

    static Stream<Arguments> liesOfBytes() {
        return Stream.of(
                lie("too much", (liar, offset, length, to) -> {
                    liar.send(offset, offset + length, to);
                    to.onNext(liar.chunk(0, 1).toBuilder()
                            .setOffset(offset + length)
                            .build());
                }),
                lie("too little", (liar, offset, length, to) -> liar.send(offset, offset + length - 1, to)),
                lie("nothing", (liar, offset, length, to) -> {}),
                lie(
                        "the 64 bytes that have the same root",
                        (liar, offset, length, to) -> to.onNext(data(offset, liar.sample.layer()))),
                lie("out of order", (liar, offset, length, to) -> {
                    to.onNext(liar.chunk(offset + 1000, 1000));
                    to.onNext(liar.chunk(offset, 1000));
                }),
                lie("overlapping", (liar, offset, length, to) -> {
                    to.onNext(liar.chunk(offset, 1000));
                    liar.send(offset + 999, offset + length, to);
                }),
                lie("a negative offset", (liar, offset, length, to) -> to.onNext(data(-1, new byte[1000]))),
                lie("a huge offset", (liar, offset, length, to) -> to.onNext(data(Long.MAX_VALUE, new byte[1000]))),
                lie("other bytes", (liar, offset, length, to) -> to.onNext(data(offset, new byte[MIB]))),
                lie("no end", (liar, offset, length, to) -> endless(to, i -> data(offset + i * 1000L, new byte[1000]))),
                lie(
                        "empty parts without end",
                        (liar, offset, length, to) -> endless(to, i -> data(offset, new byte[0]))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("liesOfBytes")
    void aLiarOfBytesIsBannedAndTheDownloadGoesOn(String what, Lie lie) throws IOException {
        assertBanned(Reason.CORRUPT_SOURCE, new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {
                lie.tell(this, offset, length, to);
                to.onCompleted();
            }
        });
    }

    static Stream<Arguments> liesOfHashes() {
        return Stream.of(
                layer("one short", layer -> List.of(hashes(0, Arrays.copyOf(layer, layer.length - 32)))),
                layer("one long", layer -> List.of(hashes(0, Arrays.copyOf(layer, layer.length + 32)))),
                layer("a part of a hash", layer -> List.of(hashes(0, Arrays.copyOf(layer, layer.length - 1)))),
                layer("a hole", layer -> List.of(hashes(0, Arrays.copyOf(layer, 32)), hashes(1, zeroSubtree()))),
                layer(
                        "swapped",
                        layer -> List.of(
                                hashes(0, Arrays.copyOfRange(layer, 32, 64)), hashes(1, Arrays.copyOf(layer, 32)))),
                layer("from another index", layer -> List.of(hashes(1, layer))),
                layer("a negative index", layer -> List.of(hashes(-1, layer))),
                layer("twice", layer -> List.of(hashes(0, layer), hashes(0, layer))),
                layer("none", layer -> List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("liesOfHashes")
    void aLiarOfHashesIsBannedAndTheDownloadGoesOn(String what, Function<byte[], List<HashChunk>> lie)
            throws IOException {
        assertBanned(Reason.CORRUPT_SOURCE, new Holder(sample) {
            @Override
            void answerHashes(StreamObserver<HashChunk> to) {
                lie.apply(sample.layer()).forEach(to::onNext);
                to.onCompleted();
            }
        });
    }

    @Test
    void hashesWithoutEndAreCorrupt() throws IOException {
        assertBanned(Reason.CORRUPT_SOURCE, new Holder(sample) {
            @Override
            void answerHashes(StreamObserver<HashChunk> to) {
                endless(to, i -> hashes(i, zeroSubtree()));
            }
        });
    }

    @Test
    void aHolderThatIsSilentOverTheHashesIsGivenUp() throws IOException {
        assertBanned(Reason.DEADLINE_EXCEEDED, new Holder(sample) {
            @Override
            void answerHashes(StreamObserver<HashChunk> to) {}
        });
    }

    @Test
    void aHolderThatIsSilentWithinAPieceIsGivenUp() throws IOException {
        sample = Sample.in(directory, MIB);
        assertBanned(Reason.DEADLINE_EXCEEDED, new Holder(sample) {
            @Override
            void answer(long offset, long length, StreamObserver<DownloadChunk> to) {
                to.onNext(chunk(offset, 1000));
            }
        });
    }

    /** All that it serves fits the size it claims; only the root does not. */
    @ParameterizedTest
    @ValueSource(ints = {64 - 2 * MIB, -MIB, -16 * 1024, -1, 1, 16 * 1024, MIB, 2 * MIB, 3 * MIB})
    void aSizeThatIsNotTheRootsIsNeverProven(int by) {
        int size = sample.bytes().length + by;
        ContentId claimed = new ContentId(size, sample.content().root());
        byte[] layer = Arrays.copyOf(sample.layer(), claimed.pieces().count() * Sha256.BYTES);
        for (int at = sample.layer().length; at < layer.length; at += Sha256.BYTES) {
            System.arraycopy(zeroSubtree(), 0, layer, at, Sha256.BYTES);
        }
        byte[] bytes = Arrays.copyOf(sample.bytes(), size);
        Sample lie = new Sample(sample.file(), bytes, new ContentHasher.Hashed(claimed, Sha256.of(bytes)), layer);
        try (Holder liar = new Holder(lie);
                GrpcPieceSource source = liar.source("liar", PATIENCE);
                StagedFile staged = StagedFile.at(directory.resolve("part"), claimed)) {
            PeerException e = catchThrowableOfType(PeerException.class, () -> download(staged, source));

            assertThat(e.reason()).isEqualTo(Reason.CORRUPT_SOURCE);
            assertThat(staged.complete()).isFalse();
        }
    }

    private void assertBanned(Reason reason, Holder liar) throws IOException {
        try (liar;
                Holder honest = new Holder(sample);
                GrpcPieceSource first = liar.source("liar", PATIENCE);
                GrpcPieceSource second = honest.source("honest");
                StagedFile staged = StagedFile.at(directory.resolve("part"), sample.content())) {
            DownloadReport report = download(staged, first, second);

            staged.commitTo(directory.resolve("target"), false);
            assertThat(directory.resolve("target")).hasBinaryContent(sample.bytes());
            DownloadReport.Holder blamed = report.holders().get(0);
            assertThat(blamed.name()).isEqualTo("liar");
            assertThat(blamed.failure().orElseThrow().reason()).isEqualTo(reason);
            assertThat(blamed.bytes() + report.holders().get(1).bytes()).isEqualTo(sample.bytes().length);
            // The other piece may be under way when the lie shows, if the liar has given the first before it.
            assertThat(liar.asked).as("each piece asked for once at most").hasSizeLessThanOrEqualTo(2);
            assertThat(liar.asked).doesNotHaveDuplicates();
        }
    }

    private DownloadReport download(StagedFile staged, PieceSource... holders) {
        return new Download(staged, List.of(holders), lane, new DownloadListener() {}).run();
    }

    private static Arguments lie(String what, Lie lie) {
        return arguments(what, lie);
    }

    private static Arguments layer(String what, Function<byte[], List<HashChunk>> lie) {
        return arguments(what, lie);
    }

    private static HashChunk hashes(int index, byte[] hashes) {
        return Holder.hashes(index, hashes);
    }

    private static DownloadChunk data(long offset, byte[] data) {
        return DownloadChunk.newBuilder()
                .setOffset(offset)
                .setData(ByteString.copyFrom(data))
                .build();
    }

    /** Until the receiver has had enough; it fails the test by its number if it never has. */
    private static <T> void endless(StreamObserver<T> to, IntFunction<T> part) {
        ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) to;
        for (int i = 0; !call.isCancelled(); i++) {
            assertThat(i).isLessThan(ENDLESS);
            call.onNext(part.apply(i));
        }
    }

    /** The hash of a piece that has no bytes. */
    private static byte[] zeroSubtree() {
        byte[] zero = new byte[Sha256.BYTES];
        for (int height = 0; height < Pieces.PIECE_HEIGHT; height++) {
            zero = Sha256.of(ByteBuffer.allocate(64).put(zero).put(zero).array())
                    .toBytes();
        }
        return zero;
    }
}
