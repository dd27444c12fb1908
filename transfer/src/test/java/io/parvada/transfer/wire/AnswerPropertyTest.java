package io.parvada.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.HashChunk;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.PieceSource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * Whatever a holder answers, over a real connection: it is exactly what was asked, or a PeerException that blames the
 * holder. In no case a byte outside of what was asked, an exception of another kind, or a call that does not end.
 */
class AnswerPropertyTest {

    private static final long FROM = 1000;
    private static final byte[] FILE = random(8000);
    private static final ContentId CONTENT = new ContentId(40L * Pieces.PIECE_BYTES, Sha256.of(FILE));
    private static final byte[] LAYER = Arrays.copyOf(FILE, 40 * Sha256.BYTES);

    private RawHolder holder;
    private GrpcPieceSource source;

    /** A part of an answer: where it claims to begin and how many bytes it has. */
    record Part(long offset, int length) {
        byte[] message() {
            int from = (int) Math.floorMod(offset, 4000L);
            return DownloadChunk.newBuilder()
                    .setOffset(offset)
                    .setData(ByteString.copyFrom(FILE, from, length))
                    .build()
                    .toByteArray();
        }
    }

    @BeforeProperty
    void start() {
        holder = new RawHolder();
        source = holder.source(Duration.ofSeconds(5));
    }

    @AfterProperty
    void stop() {
        source.close();
        holder.close();
    }

    @Property(tries = 1000, seed = "100", edgeCases = EdgeCasesMode.NONE)
    void partsAreTheRangeOrTheHolderIsCorrupt(
            @ForAll @Size(max = 5) List<@IntRange(min = 1, max = 400) Integer> lengths,
            @ForAll("wrongParts") List<Part> wrong,
            @ForAll @IntRange(max = 5) int place,
            @ForAll @IntRange(max = 3) int lost) {
        List<Part> parts = inOrder(lengths);
        long length = parts.stream().mapToLong(Part::length).sum();
        parts.addAll(Math.min(place, parts.size()), wrong);
        parts.subList(Math.max(0, parts.size() - lost), parts.size()).clear();
        holder.messages = parts.stream().map(Part::message).toList();
        boolean right = parts.equals(inOrder(lengths)) && length > 0;

        Taken taken = take(into -> source.bytes(CONTENT, FROM, Math.max(1, length), blocks(into)), FROM);

        assertThat(taken.failure).isEqualTo(right ? null : Reason.CORRUPT_SOURCE);
        assertThat(Arrays.equals(taken.bytes.toByteArray(), 0, taken.size(), FILE, 1000, 1000 + taken.size()))
                .isTrue();
        assertThat((long) taken.size()).isLessThanOrEqualTo(Math.max(1, length));
    }

    @Property(tries = 500, seed = "101")
    void hashesAreAsManyAsPiecesOrTheHolderIsCorrupt(
            @ForAll("indexes") long index, @ForAll @IntRange(max = 1400) int bytes, @ForAll boolean twice) {
        HashChunk chunk = HashChunk.newBuilder()
                .setIndex(index)
                .setHashes(ByteString.copyFrom(FILE, 0, bytes))
                .build();
        holder.messages = twice ? List.of(chunk.toByteArray(), chunk.toByteArray()) : List.of(chunk.toByteArray());
        boolean right = index == 0 && bytes == LAYER.length && !twice;

        Taken taken = take(into -> source.hashes(CONTENT, into), 0);

        assertThat(taken.failure).isEqualTo(right ? null : Reason.CORRUPT_SOURCE);
        assertThat(taken.size()).isLessThanOrEqualTo(LAYER.length);
    }

    @Property(tries = 2000, seed = "102")
    void bytesThatAreNoMessageEndTheCall(
            @ForAll boolean hashes,
            @ForAll @IntRange(max = 299) int at,
            @ForAll @Size(max = 12) byte[] inserted,
            @ForAll @IntRange(max = 20) int removed) {
        byte[] right = hashes
                ? HashChunk.newBuilder()
                        .setHashes(ByteString.copyFrom(LAYER))
                        .build()
                        .toByteArray()
                : new Part(FROM, 280).message();
        holder.messages = List.of(spliced(right, at, inserted, removed));

        Taken taken = hashes
                ? take(into -> source.hashes(CONTENT, into), 0)
                : take(into -> source.bytes(CONTENT, FROM, 280, blocks(into)), FROM);

        assertThat(taken.failure).isIn(null, Reason.CORRUPT_SOURCE, Reason.PEER_UNREACHABLE);
        assertThat(taken.size()).isLessThanOrEqualTo(hashes ? LAYER.length : 280);
    }

    @Property(tries = 10, seed = "103")
    void anAnswerThatStopsWithoutAnEndMeetsTheIdleTime(@ForAll @IntRange(max = 279) int length) {
        holder.ends = false;
        holder.messages = length == 0 ? List.of() : List.of(new Part(FROM, length).message());
        try (GrpcPieceSource impatient = holder.source(Duration.ofMillis(100))) {
            Taken taken = take(into -> impatient.bytes(CONTENT, FROM, 280, blocks(into)), FROM);

            assertThat(taken.failure).isEqualTo(Reason.DEADLINE_EXCEEDED);
            assertThat(taken.size()).isIn(0, length);
        }
    }

    @Provide
    Arbitrary<List<Part>> wrongParts() {
        Arbitrary<Integer> lengths = Arbitraries.integers().between(0, 400);
        return Combinators.combine(indexes(), lengths).as(Part::new).list().ofMaxSize(2);
    }

    @Provide
    Arbitrary<Long> indexes() {
        return Arbitraries.oneOf(
                Arbitraries.just(0L),
                Arbitraries.longs().between(0, 3000),
                Arbitraries.of(-1L, -FROM, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, 1L << 32, (1L << 32) + FROM),
                Arbitraries.longs());
    }

    private static List<Part> inOrder(List<Integer> lengths) {
        List<Part> parts = new ArrayList<>();
        long at = FROM;
        for (int length : lengths) {
            parts.add(new Part(at, length));
            at += length;
        }
        return parts;
    }

    private static byte[] spliced(byte[] message, int at, byte[] inserted, int removed) {
        int from = Math.min(at, message.length);
        int rest = Math.min(message.length, from + removed);
        ByteArrayOutputStream spliced = new ByteArrayOutputStream();
        spliced.write(message, 0, from);
        spliced.writeBytes(inserted);
        spliced.write(message, rest, message.length - rest);
        return spliced.toByteArray();
    }

    /** What reached the sink, in order from {@code first}; what is thrown is a PeerException, or fails the test. */
    private static Taken take(Consumer<PieceSource.Sink> call, long first) {
        Taken taken = new Taken();
        try {
            call.accept((at, data) -> {
                assertThat(at).isEqualTo(first + taken.bytes.size());
                byte[] bytes = new byte[data.remaining()];
                data.get(bytes);
                taken.bytes.writeBytes(bytes);
            });
        } catch (PeerException e) {
            taken.failure = e.reason();
        }
        return taken;
    }

    private static PieceSource.Blocks blocks(PieceSource.Sink into) {
        return (offset, block) -> {
            long at = offset;
            for (ByteBuffer part : block.take(block.remaining())) {
                int length = part.remaining();
                into.bytes(at, part);
                at += length;
            }
            block.close();
        };
    }

    private static final class Taken {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Reason failure;

        int size() {
            return bytes.size();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
