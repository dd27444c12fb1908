package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.parvada.proto.v1.Content;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.HashRequest;
import io.parvada.proto.v1.UploadChunk;
import io.parvada.proto.v1.UploadReceipt;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.error.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.springframework.util.FileSystemUtils;

/**
 * Whatever a caller sends, over a real connection: it is served rightly, or told that it is at fault. Never INTERNAL,
 * never a file that was not proven, never one outside of the share, and no permit stays taken.
 */
class HostileCallsPropertyTest {

    private static final byte[] FILE = ServingPeer.random(3000, 1);
    private static final byte[] TWO_PIECES = ServingPeer.random((1 << 20) + 5000, 2);
    private static final byte[] LAYER = ServingPeer.layer(TWO_PIECES);

    private Path home;
    private ServingPeer peer;
    private ContentId shared;
    private int uploads;

    @BeforeProperty
    void start() throws IOException {
        home = Files.createTempDirectory("peer-");
        peer = ServingPeer.in(home);
        shared = peer.shared("a.bin", FILE);
    }

    @AfterProperty
    void stop() throws IOException {
        assertThat(peer.transfers.permits.active()).isZero();
        assertThat(home.toFile().list()).containsExactlyInAnyOrder("share", "state");
        peer.close();
        FileSystemUtils.deleteRecursively(home);
    }

    @Property(tries = 1500, seed = "110", edgeCases = EdgeCasesMode.NONE)
    void aDownloadIsTheBytesAskedForOrTheCallersFault(
            @ForAll("refs") FileRef file, @ForAll("numbers") long offset, @ForAll("numbers") long length) {
        DownloadRequest request = DownloadRequest.newBuilder()
                .setFile(file)
                .setOffset(offset)
                .setLength(length)
                .build();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Optional<Reason> failure =
                Failures.reasonOf(() -> peer.stub().download(request).forEachRemaining(chunk -> append(chunk, bytes)));

        if (failure.isEmpty()) {
            long end = length == 0 ? FILE.length : offset + length;
            assertThat(bytes.toByteArray()).isEqualTo(Arrays.copyOfRange(FILE, (int) offset, (int) end));
        } else {
            assertThat(failure.get()).isIn(Failures.CALLERS_FAULT);
        }
    }

    @Property(tries = 500, seed = "111")
    void whatIsAskedOfAFileIsAnsweredOrTheCallersFault(@ForAll("refs") FileRef file) {
        HashRequest hashes =
                HashRequest.newBuilder().setContent(file.getContent()).build();

        Stream.of(
                        Failures.reasonOf(() -> peer.stub().getHashes(hashes).forEachRemaining(chunk -> {})),
                        Failures.reasonOf(() -> peer.stub().stat(file)))
                .flatMap(Optional::stream)
                .forEach(reason -> assertThat(reason).isIn(Failures.CALLERS_FAULT));
    }

    /** One part of an upload: bytes of the file, or other ones, and where they are said to belong. */
    record Part(long offset, int length, boolean right) {}

    @Property(tries = 400, seed = "112", edgeCases = EdgeCasesMode.NONE)
    void anUploadInAnyPartsIsStoredRightOrNotAtAll(@ForAll("parts") List<Part> parts, @ForAll long seed)
            throws IOException {
        Sender sender = new Sender(peer, "u" + uploads++, ServingPeer.random(3000, seed));
        UploadState state = sender.open();
        if (state.getAlreadyPresent()) { // the generator gave the same bytes before
            assertThat(peer.share.resolve(sender.name)).hasBinaryContent(sender.bytes);
            return;
        }
        Sender.Call<UploadChunk, UploadReceipt> call = sender.bytes();
        call.send(UploadChunk.newBuilder().setUploadId(state.getUploadId()).build());
        parts.forEach(part -> call.send(chunk(sender, part)));

        Optional<Reason> failure = Failures.reasonOf(call::end);

        Path stored = peer.share.resolve(sender.name);
        if (failure.isEmpty()) {
            assertThat(stored).hasBinaryContent(sender.bytes);
        } else {
            assertThat(failure.get()).isIn(Failures.CALLERS_FAULT);
            assertThat(stored).doesNotExist();
        }
    }

    @Property(tries = 400, seed = "113", edgeCases = EdgeCasesMode.NONE)
    void theHashesOfAnUploadProveItOrAreTheCallersFault(
            @ForAll("numbers") long index,
            @ForAll @IntRange(max = 3) int hashes,
            @ForAll @IntRange(min = -1, max = 1) int more,
            @ForAll @IntRange(max = 200) int flipped,
            @ForAll boolean twice) {
        byte[] layer = Arrays.copyOf(LAYER, Math.max(0, 32 * hashes + more));
        if (flipped < layer.length) {
            layer[flipped] ^= 1;
        }
        Sender sender = new Sender(peer, "h" + uploads++, TWO_PIECES);
        HashChunk.Builder chunk = HashChunk.newBuilder().setIndex(index).setHashes(ByteString.copyFrom(layer));
        Sender.Call<HashChunk, UploadState> call = sender.hashes();
        call.send(chunk.setUploadId(sender.open().getUploadId()).build());
        if (twice) {
            call.send(chunk.build());
        }

        Optional<Reason> failure = Failures.reasonOf(call::end);

        if (index == 0 && Arrays.equals(layer, LAYER)) {
            assertThat(failure).isEmpty();
        } else {
            assertThat(failure.orElseThrow()).isIn(Failures.CALLERS_FAULT);
        }
        // Closed by their timer: what was only opened holds a permit until then.
        peer.transfers.pass(Duration.ofSeconds(16), Duration.ofSeconds(8));
    }

    @Provide
    Arbitrary<Long> numbers() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(0L)),
                Tuple.of(3, Arbitraries.longs().between(0, FILE.length + 2L)),
                Tuple.of(1, Arbitraries.of(-1L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, 1L << 32, 1L << 51)),
                Tuple.of(1, Arbitraries.longs()));
    }

    @Provide
    Arbitrary<FileRef> refs() {
        Arbitrary<Content> contents = Combinators.combine(
                        numbers(), Arbitraries.bytes().array(byte[].class).ofMaxSize(40))
                .as((size, root) -> Content.newBuilder()
                        .setSize(size)
                        .setRoot(ByteString.copyFrom(root))
                        .build());
        return Arbitraries.oneOf(
                Arbitraries.just(ServingPeer.named("a.bin")),
                Arbitraries.of("", "..", "../state/catalog.db", "a.bin/", "/a.bin", "b", "\0")
                        .map(ServingPeer::named),
                Arbitraries.strings().ofMaxLength(300).map(ServingPeer::named),
                contents.map(content -> FileRef.newBuilder().setContent(content).build()),
                Arbitraries.just(FileRef.getDefaultInstance()));
    }

    @Provide
    Arbitrary<List<Part>> parts() {
        Arbitrary<Part> whole = Arbitraries.just(new Part(0, FILE.length, true));
        Arbitrary<Part> halves = Arbitraries.of(new Part(0, 1000, true), new Part(1000, 2000, true));
        Arbitrary<Part> any = Combinators.combine(
                        numbers(), Arbitraries.integers().between(0, FILE.length + 2), Arbitraries.of(true, false))
                .as(Part::new);
        return Arbitraries.oneOf(whole, halves, any).list().ofMaxSize(4);
    }

    private static UploadChunk chunk(Sender sender, Part part) {
        byte[] data = new byte[part.length()];
        if (part.right() && part.offset() >= 0 && part.offset() < sender.bytes.length) {
            int from = (int) part.offset();
            System.arraycopy(sender.bytes, from, data, 0, Math.min(data.length, sender.bytes.length - from));
        }
        return UploadChunk.newBuilder()
                .setOffset(part.offset())
                .setData(ByteString.copyFrom(data))
                .build();
    }

    private static void append(DownloadChunk chunk, ByteArrayOutputStream to) {
        to.writeBytes(chunk.getData().toByteArray());
    }
}
