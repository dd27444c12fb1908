package io.parvada.peer.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.grpc.TestServer;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.PieceSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GrpcHoldersTest {

    private static final String OTHER_ID = "zzzzzzzzzzzzzzzzzzzzzzzzzz";
    private static final ContentId CONTENT = new ContentId(3, Sha256.of(new byte[] {1, 2, 3}));

    private final TestServer server = new TestServer();
    private final AtomicInteger asked = new AtomicInteger();

    /** The methods whose calls carried something. */
    private final Set<String> shown = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void serve() throws IOException {
        server.serve(counting());
    }

    private FileTransferGrpc.FileTransferImplBase counting() {
        return new FileTransferGrpc.FileTransferImplBase() {
            @Override
            public void download(DownloadRequest request, StreamObserver<DownloadChunk> to) {
                asked.incrementAndGet();
                to.onNext(DownloadChunk.newBuilder()
                        .setData(ByteString.copyFrom(new byte[] {1, 2, 3}))
                        .build());
                to.onCompleted();
            }
        };
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theAddressThatAnswersWithTheHoldersIdServes() {
        try (Wires wires = new Wires(true, Wires.NOBODY);
                PieceSource source = source(wires, TestServer.PEER_ID, Wires.closedPort(), server.port())) {
            assertThat(received(source)).isEqualTo(3);
            assertThat(received(source)).isEqualTo(3);
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void someoneElseAtTheAddressIsAskedForNothing() {
        try (Wires wires = new Wires(true, Wires.NOBODY);
                PieceSource source = source(wires, OTHER_ID, server.port())) {
            assertThat(failure(source).reason()).isEqualTo(Reason.PEER_UNREACHABLE);
            assertThat(asked).hasValue(0);
        }
    }

    @Test
    void aCredentialIsShownToWhoHasProvenToBeThereAndToNobodyElse() {
        try (Wires wires = new Wires(true, Wires.NOBODY);
                PieceSource other = source(wires, OTHER_ID, server.port());
                PieceSource holder = source(wires, TestServer.PEER_ID, server.port())) {
            failure(other);
            assertThat(shown).isEmpty();
            received(holder);
            assertThat(shown).containsExactly("parvada.v1.FileTransfer/Download");
        }
    }

    @Test
    void aProofThatBelongsElsewhereIsNotTaken() throws IOException {
        try (Wires wires = new Wires(true, Wires.NOBODY);
                TestServer liar = new TestServer().serve(counting(), "honest.example");
                PieceSource source = source(wires, TestServer.PEER_ID, liar.port())) {
            assertThat(failure(source).detail()).contains("does not say that it lives there");
            assertThat(asked).hasValue(0);
        }
    }

    @Test
    void anAddressThatMayNotBeConnectedToIsNotDialled() {
        try (Wires wires = new Wires(false, Wires.NOBODY);
                PieceSource source = source(wires, TestServer.PEER_ID, server.port())) {
            PeerException failure = failure(source);
            assertThat(failure.reason()).isEqualTo(Reason.PEER_UNREACHABLE);
            assertThat(failure.detail()).contains("loopback");
            assertThat(asked).hasValue(0);
        }
    }

    /** As behind a firewall that drops what comes. */
    @Test
    @Timeout(30)
    void aDialThatNobodyAnswersEndsWhenItIsCancelledAndItsConnectionIsClosed() throws Exception {
        try (Wires wires = new Wires(true, Wires.NOBODY);
                ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                PieceSource source = source(wires, TestServer.PEER_ID, silent.getLocalPort())) {
            CompletableFuture<PeerException> failure = CompletableFuture.supplyAsync(() -> failure(source));
            try (Socket dialled = silent.accept()) {
                long begun = System.nanoTime();
                source.cancel();
                assertThat(failure.get().reason()).isEqualTo(Reason.CANCELLED);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
                dialled.getInputStream().readAllBytes();
            }
        }
    }

    private PieceSource source(Wires wires, String id, int... ports) {
        List<Endpoint> at = Arrays.stream(ports)
                .mapToObj(port -> new Endpoint(PeerUrl.parse("http://localhost:1"), new HostPort("localhost", port)))
                .toList();
        Peer holder =
                new Peer(new PeerId(id), "holder", at.get(0).url(), at.get(0).grpc(), at.subList(1, at.size()));
        return new GrpcHolders(
                        wires.resolver,
                        wires.http,
                        wires.proofs,
                        wires.channels,
                        new Bandwidth(wires.timeline, System::nanoTime),
                        callee -> this::noted)
                .source(holder, "holder", false);
    }

    private Map<String, String> noted(String method) {
        shown.add(method);
        return Map.of();
    }

    private static PeerException failure(PieceSource source) {
        return catchThrowableOfType(PeerException.class, () -> received(source));
    }

    private static int received(PieceSource source) {
        AtomicInteger bytes = new AtomicInteger();
        source.bytes(CONTENT, 0, 3, (offset, data) -> bytes.addAndGet(data.remaining()));
        return bytes.get();
    }
}
