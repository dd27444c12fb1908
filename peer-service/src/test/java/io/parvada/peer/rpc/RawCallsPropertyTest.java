package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.parvada.proto.v1.Content;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.HashRequest;
import io.parvada.proto.v1.OpenUploadRequest;
import io.parvada.proto.v1.UploadChunk;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.error.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.springframework.util.FileSystemUtils;

/** Messages with bytes changed, put in or taken out, in the call they are for and in every other: never INTERNAL. */
class RawCallsPropertyTest {

    private static final List<MethodDescriptor<?, ?>> METHODS = List.of(
            FileTransferGrpc.getStatMethod(),
            FileTransferGrpc.getDownloadMethod(),
            FileTransferGrpc.getGetHashesMethod(),
            FileTransferGrpc.getOpenUploadMethod(),
            FileTransferGrpc.getPutHashesMethod(),
            FileTransferGrpc.getUploadMethod());

    private Path home;
    private ServingPeer peer;
    private ContentId shared;

    @BeforeProperty
    void start() throws IOException {
        home = Files.createTempDirectory("peer-");
        peer = ServingPeer.in(home);
        shared = peer.shared("a.bin", ServingPeer.random(3000, 1));
    }

    @AfterProperty
    void stop() throws IOException {
        assertThat(peer.transfers.permits.active()).isZero();
        assertThat(home.toFile().list()).containsExactlyInAnyOrder("share", "state");
        peer.close();
        FileSystemUtils.deleteRecursively(home);
    }

    @Property(tries = 3000, seed = "114", edgeCases = EdgeCasesMode.NONE)
    void anyBytesInAnyCallAreTheCallersFault(
            @ForAll @IntRange(max = 5) int method,
            @ForAll @Size(max = 2) List<@IntRange(max = 5) Integer> messages,
            @ForAll @IntRange(max = 70) int at,
            @ForAll @Size(max = 6) byte[] inserted,
            @ForAll @IntRange(max = 6) int removed) {
        List<byte[]> mutated = messages.stream()
                .map(i -> spliced(messages().get(i).toByteArray(), at, inserted, removed))
                .toList();

        Optional<Reason> failure = Failures.reasonOf(() -> {
            Throwable thrown = RawCall.of(peer.server.channel(), METHODS.get(method), mutated);
            if (thrown != null) {
                throw thrown;
            }
        });

        // CANCELLED tells a second message of a call that was refused with the first.
        failure.filter(reason -> reason != Reason.CANCELLED)
                .ifPresent(reason -> assertThat(reason).isIn(Failures.CALLERS_FAULT));
        // Closed by their timer: what was only opened holds a permit until then.
        peer.transfers.pass(Duration.ofSeconds(16), Duration.ofSeconds(8));
    }

    private List<MessageLite> messages() {
        Content content = ProtoValues.content(shared);
        FileRef file = FileRef.newBuilder().setContent(content).build();
        return List.of(
                ServingPeer.named("a.bin"),
                DownloadRequest.newBuilder()
                        .setFile(file)
                        .setOffset(5)
                        .setLength(7)
                        .build(),
                HashRequest.newBuilder().setContent(content).build(),
                OpenUploadRequest.newBuilder()
                        .setName("raw")
                        .setContent(content)
                        .build(),
                HashChunk.newBuilder()
                        .setUploadId("none")
                        .setIndex(1)
                        .setHashes(content.getRoot())
                        .build(),
                UploadChunk.newBuilder()
                        .setUploadId("none")
                        .setOffset(1)
                        .setData(content.getRoot())
                        .build());
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
}
