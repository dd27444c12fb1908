package io.parvada.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.DummyChunk;
import io.parvada.proto.v1.DummyDownloadRequest;
import io.parvada.proto.v1.DummyUploadSummary;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.transfer.connection.PeerChannel;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of bandwidth in real time, over both wires and in both directions at once. */
class BandwidthTest {

    private static final long MIB = 1 << 20;
    private static final long RATE = 10 * MIB;
    private static final int EACH = (int) (30 * MIB);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path home;

    @Test
    void httpAndGrpcShareTheRateOfTheirDirection() throws Exception {
        Files.createDirectories(home.resolve("share"));
        Files.write(home.resolve("share/big.bin"), new byte[EACH]);
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try (RunningPeer peer = RunningPeer.start(
                        home, "paced", "peer.limits.send_rate=10MB", "peer.limits.receive_rate=10MB");
                PeerChannel channel = PeerChannel.to(peer.grpc())) {
            warmUp(peer, channel);
            List<Callable<Double>> transfers = List.of(
                    timed(() -> get(peer)),
                    timed(() -> download(channel, EACH)),
                    timed(() -> put(peer)),
                    timed(() -> upload(channel)));
            List<Future<Double>> seconds = clients.invokeAll(transfers);
            assertShared("sent", seconds.get(0).get(), seconds.get(1).get());
            assertShared("received", seconds.get(2).get(), seconds.get(3).get());
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void underALowRateAMessageIsATurnSoThatNobodyThatWaitsForItsTurnsLooksSilent() throws Exception {
        Files.createDirectories(home.resolve("share"));
        Files.write(home.resolve("share/small.bin"), new byte[100_000]);
        try (RunningPeer peer = RunningPeer.start(home, "paced", "peer.limits.send_rate=64KB");
                PeerChannel channel = PeerChannel.to(peer.grpc())) {
            warmUp(peer, channel);
            FileRef small = FileRef.newBuilder().setName("small.bin").build();
            FileTransferGrpc.FileTransferBlockingStub stub = FileTransferGrpc.newBlockingStub(channel.channel());
            await("it is hashed")
                    .ignoreExceptions()
                    .until(() -> stub.stat(small).getSize() > 0);
            var chunks =
                    stub.download(DownloadRequest.newBuilder().setFile(small).build());
            assertThat(chunks)
                    .toIterable()
                    .allSatisfy(chunk -> assertThat(chunk.getData().size()).isBetween(1, 16 * 1024));
        }
    }

    // The first request of all makes half of each server.
    private void warmUp(RunningPeer peer, PeerChannel channel) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(peer.uri("/echo/download?bytes=1")).build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        assertThat(download(channel, 1)).isEqualTo(1);
    }

    private static void assertShared(String what, double overHttp, double overGrpc) {
        double rate = 2.0 * EACH / Math.max(overHttp, overGrpc);
        System.out.printf("%s %.2f MiB/s; HTTP took %.2f s, gRPC %.2f s%n", what, rate / MIB, overHttp, overGrpc);
        // Never faster; slower only by what a busy machine and the commit of the PUT take of six seconds.
        assertThat(rate).as(what).isBetween(RATE * 0.8, RATE * 1.05);
        assertThat(overHttp).as("an equal share").isCloseTo(overGrpc, within(overGrpc * 0.25));
    }

    private static Callable<Double> timed(Callable<Long> transfer) {
        return () -> {
            long start = System.nanoTime();
            assertThat(transfer.call()).isEqualTo(EACH);
            return (System.nanoTime() - start) / 1e9;
        };
    }

    private long get(RunningPeer peer) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(peer.uri("/files/big.bin")).build();
        return http.send(request, BodyHandlers.ofByteArray()).body().length;
    }

    private long put(RunningPeer peer) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(peer.uri("/files/new.bin"))
                .PUT(BodyPublishers.ofByteArray(new byte[EACH]))
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
        return Files.size(home.resolve("share/new.bin"));
    }

    private static long download(PeerChannel channel, long count) {
        long bytes = 0;
        var chunks = FileTransferGrpc.newBlockingStub(channel.channel())
                .dummyDownload(DummyDownloadRequest.newBuilder().setBytes(count).build());
        while (chunks.hasNext()) {
            bytes += chunks.next().getData().size();
        }
        return bytes;
    }

    private static long upload(PeerChannel channel) {
        Sender sender = new Sender();
        FileTransferGrpc.newStub(channel.channel()).dummyUpload(sender);
        return sender.received.join();
    }

    /** Sends as much as it may. */
    private static final class Sender implements ClientResponseObserver<DummyChunk, DummyUploadSummary> {
        private static final int CHUNK_BYTES = 128 * 1024;
        private static final DummyChunk CHUNK = DummyChunk.newBuilder()
                .setData(ByteString.copyFrom(new byte[CHUNK_BYTES]))
                .build();
        final CompletableFuture<Long> received = new CompletableFuture<>();
        private int sent;

        @Override
        public void beforeStart(ClientCallStreamObserver<DummyChunk> call) {
            call.setOnReadyHandler(() -> {
                while (call.isReady() && sent < EACH) {
                    call.onNext(CHUNK);
                    sent += CHUNK_BYTES;
                    if (sent == EACH) {
                        call.onCompleted();
                    }
                }
            });
        }

        @Override
        public void onNext(DummyUploadSummary summary) {
            received.complete(summary.getReceivedBytes());
        }

        @Override
        public void onError(Throwable failure) {
            received.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {}
    }
}
