package io.parvada.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.Content;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.proto.v1.OpenUploadRequest;
import io.parvada.proto.v1.UploadChunk;
import io.parvada.proto.v1.UploadReceipt;
import io.parvada.system.PeerProcess;
import io.parvada.system.Waiting;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.wire.StatusCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R13: a thousand uploads of one name at once, all different, half of them gRPC and half PUT. */
class OneNameIT {

    private static final int COUNT = 1_000;
    private static final int CHANNELS = 8;
    private static final int TRIES = 3;
    private static final int BYTES = 20_000;
    /** No address may hold all permits. */
    private static final String SECOND = "127.0.0.2";

    private static final String NAME = "contested.bin";

    @TempDir
    Path dir;

    /** An upload of which all has been sent but its end. */
    private interface Held {
        void end() throws IOException;

        /** @return empty for the winner. */
        Optional<Reason> outcome() throws Exception;
    }

    private final List<PeerChannel> channels = new ArrayList<>();
    private PeerProcess peer;
    private int again;

    @BeforeEach
    void start() throws IOException {
        peer = PeerProcess.network(dir, 1, "-Dpeer.limits.max_transfers=1024").get(0);
        for (int i = 0; i < CHANNELS; i++) {
            channels.add(PeerChannel.to("localhost:" + peer.grpcPort));
        }
    }

    @AfterEach
    void stop() {
        channels.forEach(PeerChannel::close);
        peer.close();
    }

    @Test
    void oneWinsWholeAndTheOthersAreToldThatTheNameIsTaken() throws Exception {
        Random random = Samples.random("R13");
        List<byte[]> contents = new ArrayList<>();
        List<Held> uploads = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            byte[] bytes = Samples.bytes(random, BYTES);
            contents.add(bytes);
            uploads.add(i % 2 == 0 ? new OverGrpc(channels.get(i / 2 % CHANNELS), bytes) : new OverHttp(bytes));
        }
        for (Held upload : uploads) {
            upload.end();
        }
        List<Integer> winners = new ArrayList<>();
        int taken = 0;
        for (int i = 0; i < COUNT; i++) {
            Optional<Reason> outcome = settled(uploads.get(i).outcome(), Way.values()[i % 2], contents.get(i));
            if (outcome.isEmpty()) {
                winners.add(i);
            } else {
                assertThat(outcome).contains(Reason.ALREADY_EXISTS);
                taken++;
            }
        }
        System.out.printf(
                "R13: %d uploads of one name, %d won, %d ALREADY_EXISTS (%d of them at another try)%n",
                COUNT, winners.size(), taken, again);
        assertThat(winners).hasSize(1);
        standsWholeAndAlone(contents.get(winners.get(0)));
    }

    private void standsWholeAndAlone(byte[] content) throws Exception {
        assertThat(peer.share.resolve(NAME)).hasBinaryContent(content);
        assertThat(peer.json("/files").at("/files/0/root").asString())
                .isEqualTo(Samples.content(content).root().hex());
        // Who was cut may go on for a day, and so keeps what it had proven; on an idle machine that is nobody.
        Waiting.until(
                "nothing else is left staged",
                Duration.ofSeconds(10),
                () -> Staging.of(peer).stream()
                                .filter(file -> !file.contains("."))
                                .count()
                        <= again);
        assertThat(peer.json("/status").at("/transfers/active").asInt()).isZero();
    }

    /** Who was told to come again, or was cut as it stood still for too long while the others began, comes again. */
    private Optional<Reason> settled(Optional<Reason> first, Way way, byte[] bytes) throws Exception {
        Optional<Reason> outcome = first;
        for (int tries = 0;
                tries < TRIES
                        && outcome.filter(why -> why != Reason.ALREADY_EXISTS).isPresent();
                tries++) {
            again++;
            outcome = way.upload(peer, NAME, bytes, false);
        }
        return outcome;
    }

    private final class OverGrpc implements Held, StreamObserver<UploadReceipt> {

        private final CompletableFuture<Optional<Reason>> outcome = new CompletableFuture<>();
        private final StreamObserver<UploadChunk> call;

        OverGrpc(PeerChannel to, byte[] bytes) {
            ContentId content = Samples.content(bytes);
            OpenUploadRequest request = OpenUploadRequest.newBuilder()
                    .setName(NAME)
                    .setContent(Content.newBuilder()
                            .setSize(content.sizeBytes())
                            .setRoot(ByteString.copyFrom(content.root().toBytes())))
                    .build();
            String id = FileTransferGrpc.newBlockingStub(to.channel())
                    .openUpload(request)
                    .getUploadId();
            call = FileTransferGrpc.newStub(to.channel()).upload(this);
            call.onNext(UploadChunk.newBuilder()
                    .setUploadId(id)
                    .setData(ByteString.copyFrom(bytes))
                    .build());
        }

        @Override
        public void end() {
            call.onCompleted();
        }

        @Override
        public Optional<Reason> outcome() throws Exception {
            return outcome.get(30, TimeUnit.SECONDS);
        }

        @Override
        public void onNext(UploadReceipt receipt) {
            outcome.complete(Optional.empty());
        }

        @Override
        public void onError(Throwable refused) {
            outcome.complete(Optional.of(StatusCodec.decode(refused, peer.name).reason()));
        }

        @Override
        public void onCompleted() {}
    }

    private final class OverHttp implements Held {

        private final Socket socket;
        private final byte[] bytes;

        OverHttp(byte[] bytes) throws IOException {
            this.bytes = bytes;
            socket = new Socket(InetAddress.getLoopbackAddress(), peer.restPort, InetAddress.getByName(SECOND), 0);
            String head = "PUT /files/%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                    .formatted(NAME, bytes.length);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes, 0, bytes.length - 1);
        }

        @Override
        public void end() throws IOException {
            try {
                socket.getOutputStream().write(bytes[bytes.length - 1]);
            } catch (SocketException cut) {
                // the outcome tells
            }
        }

        @Override
        public Optional<Reason> outcome() {
            try (socket) {
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return answer.startsWith("HTTP/1.1 201")
                        ? Optional.empty()
                        : Optional.of(Way.reason(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1)));
            } catch (IOException cut) {
                return Optional.of(Reason.CANCELLED);
            }
        }
    }
}
