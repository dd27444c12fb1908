package io.parvada.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.system.PeerProcess;
import io.parvada.system.Waiting;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.push.Push;
import io.parvada.transfer.push.Upload;
import io.parvada.transfer.push.UploadTarget;
import io.parvada.transfer.wire.GrpcUploadTarget;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * R1, uploads: kill -9 of the receiving peer when a random number of bytes has been sent to it over gRPC, the end of the
 * upload included, while a PUT is under way too. Each upload goes on from what the kill before it has left.
 */
class KilledPeerIT {

    private static final int SIZE = 100_000_000;
    private static final Duration RECLAIMED = Duration.ofSeconds(60);
    private static final Duration ABANDONED = Duration.ofHours(25);

    @TempDir
    Path dir;

    private Random random;
    private PeerProcess peer;
    private Path file;
    private ContentId content;
    private long sentAgain;
    private int whole;

    @BeforeEach
    void start() throws Exception {
        random = Samples.random("R1");
        peer = PeerProcess.network(dir, 1).get(0);
        file = Files.write(dir.resolve("recording.bin"), Samples.bytes(random, SIZE));
        content = Samples.content(file);
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    @Test
    void sixKillsOfThePeerLeaveNothingTornAndLoseOnlyWhatWasInFlight() throws Exception {
        kills(6);
    }

    @Test
    @Tag("large")
    void sixtyKillsOfThePeerDoSo() throws Exception {
        kills(60);
    }

    private void kills(int count) throws Exception {
        Duration reclaimed = Duration.ZERO;
        long had = 0;
        for (int i = 0; i < count; i++) {
            long sent = uploadUntilKilled(name(), had);
            Path abandoned = abandoned();
            peer.start();
            peer.awaitStarted();
            assertThat(Staging.of(peer)).as("no PUT can be gone on with").noneMatch(left -> left.startsWith("stream-"));
            if (i == 0) {
                reclaimed = Waiting.until("what was abandoned is reclaimed", RECLAIMED, () -> !Files.exists(abandoned));
            }
            had = afterKill(sent);
        }
        assertThat(Way.GRPC.upload(peer, name(), Files.readAllBytes(file), false))
                .isEmpty();
        assertThat(Files.mismatch(file, peer.share.resolve(name()))).isEqualTo(-1);
        System.out.printf(
                "R1: %d kills of a receiving peer (%d after it had given the name), 0 torn files, 0 wrong roots,"
                        + " at most %.1f MiB sent again, orphans reclaimed after %d ms%n",
                count, whole, sentAgain / 1048576.0, reclaimed.toMillis());
        assertThat(sentAgain).isLessThanOrEqualTo(KilledReceiverIT.IN_FLIGHT);
    }

    private String name() {
        return "recording-%d.bin".formatted(whole);
    }

    /** @return what has been sent of the file, with what the peer had before */
    private long uploadUntilKilled(String name, long had) throws IOException {
        long missing = SIZE - had;
        long moment = (long) (missing * 1.3 * random.nextDouble());
        KillAt kill = new KillAt(had + Math.min(moment, missing), moment < missing ? 0 : random.nextInt(300));
        try (Socket put = new Socket("localhost", peer.restPort);
                GrpcUploadTarget target = new GrpcUploadTarget(PeerChannel.to("localhost:" + peer.grpcPort))) {
            halfAPut(put);
            Push push = new Push(file, new FileName(name), false, target, kill);
            kill.killed.thenRun(push::cancel);
            push.run();
        } catch (PeerException e) {
            assertThat(e.reason()).isEqualTo(Reason.CANCELLED);
        }
        // A peer that had all of it needs no more bytes, and names it at once: the kill comes right after.
        if (!kill.due) {
            kill.kill();
        }
        kill.killed.join();
        return kill.done;
    }

    private final class KillAt implements Push.Listener {
        private final CompletableFuture<Void> killed = new CompletableFuture<>();
        private final long bytes;
        private final int millis;
        private boolean due;
        private long done;

        KillAt(long bytes, int millis) {
            this.bytes = bytes;
            this.millis = millis;
        }

        @Override
        public void sending(long doneBytes, long totalBytes) {
            done = doneBytes;
            if (!due && doneBytes >= bytes) {
                due = true;
                if (millis == 0) {
                    kill();
                } else {
                    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
                            .execute(this::kill);
                }
            }
        }

        private void kill() {
            peer.kill();
            killed.complete(null);
        }
    }

    private static void halfAPut(Socket socket) throws IOException {
        String head = "PUT /files/put.bin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(new byte[100_000]);
    }

    /** An upload that was cut longer ago than anyone can go on with it. */
    private Path abandoned() throws IOException {
        Path data = Files.write(Staging.directory(peer).resolve("abandoned"), new byte[1_000]);
        Files.setLastModifiedTime(data, FileTime.from(Instant.now().minus(ABANDONED)));
        return data;
    }

    /** @return what the peer still has of the upload; nothing if it had come so far as to give the name */
    private long afterKill(long sent) throws IOException {
        Path stored = peer.share.resolve(name());
        assertThat(peer.share.resolve("put.bin")).doesNotExist();
        if (Files.exists(stored)) {
            assertThat(Files.mismatch(file, stored)).as("torn").isEqualTo(-1);
            Files.delete(stored);
            whole++;
            return 0;
        }
        try (GrpcUploadTarget target = new GrpcUploadTarget(PeerChannel.to("localhost:" + peer.grpcPort))) {
            UploadTarget.State state = target.open(new FileName(name()), content, false);
            long had = SIZE
                    - state.missing().stream().mapToLong(Upload.Missing::length).sum();
            sentAgain = Math.max(sentAgain, sent - had);
            return had;
        }
    }
}
