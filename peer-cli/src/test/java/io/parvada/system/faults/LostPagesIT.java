package io.parvada.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.system.PeerProcess;
import io.parvada.system.Waiting;
import io.parvada.system.kernel.Strace;
import io.parvada.system.kernel.SystemCall;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.push.Push;
import io.parvada.transfer.wire.GrpcUploadTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * R4, after a failed fsync: the kernel tells of lost pages once and then takes them for clean. So what was written since
 * the last good sync is overwritten here, as if it had been lost, and then the same upload is done once more.
 */
class LostPagesIT {

    private static final int SIZE = 2_500_000;
    /** From GOOD on it is far enough for a checkpoint, which comes every 64 MiB or 2 s. */
    private static final int LARGE = 130_000_000;

    private static final long GOOD = 50_000_000;

    @TempDir
    static Path dir;

    private static PeerProcess peer;
    private static Path share;
    private static int number;

    private final Random random = Samples.random("R4");

    @BeforeAll
    static void start() throws Exception {
        Strace.required();
        peer = PeerProcess.network(dir, 1).get(0);
        share = peer.share.toRealPath();
    }

    @AfterAll
    static void stop() {
        if (peer != null) {
            peer.close();
        }
    }

    @Test
    void afterAFailedCheckpointNothingSinceTheLastGoodOneIsTrusted() throws Exception {
        losesWhatWasNotSynced(Samples.bytes(random, LARGE), GOOD, "fdatasync", false);
    }

    @Test
    void afterAFailedCheckpointAndARestartNothingSinceTheLastGoodOneIsTrusted() throws Exception {
        losesWhatWasNotSynced(Samples.bytes(random, LARGE), GOOD, "fdatasync", true);
    }

    @Test
    void afterAFailedSyncAtTheEndNothingIsTrusted() throws Exception {
        losesWhatWasNotSynced(Samples.bytes(random, SIZE), 0, "fsync", false);
    }

    @Test
    void whatAKilledPeerHadNotSyncedIsNotTrustedWhenItCannotBeSyncedAfterTheRestart() throws Exception {
        String name = "unsynced-%d.bin".formatted(++number);
        byte[] bytes = Samples.bytes(random, LARGE);
        Path data = Staging.opened(peer, name, bytes, false);
        List<String> seen = List.of("-P", data.toString(), "-e", "trace=pwrite64,fsync,fdatasync");
        Strace strace = Strace.attach(peer, dir.resolve("calls"), seen);
        sendUpTo(GOOD, name, bytes, peer::kill);
        List<SystemCall> calls = strace.detach();
        peer.start();
        peer.awaitStarted();
        strace = Strace.attach(peer, dir.resolve("more-calls"), failing(data, "fdatasync"));
        Optional<Reason> outcome = Way.GRPC.upload(peer, name, bytes, false);
        assertThat(strace.detach().stream().filter(SystemCall::injected)).isNotEmpty();
        assertThat(outcome).contains(Reason.STORAGE_FAILURE);
        long lost = lose(data, calls);
        assertThat(Way.GRPC.upload(peer, name, bytes, false)).isEmpty();
        assertThat(share.resolve(name)).hasBinaryContent(bytes);
        System.out.printf(
                "R4: a kill and a failed fdatasync: %d of %d bytes lost and sent again%n", lost, bytes.length);
    }

    private static List<String> failing(Path data, String call) {
        return List.of(
                "-P", data.toString(), "-e", "trace=pwrite64,fsync,fdatasync", "-e", "inject=" + call + ":error=EIO");
    }

    /**
     * @param good so many bytes, about, are sent and made durable before the disk begins to fail
     */
    private void losesWhatWasNotSynced(byte[] bytes, long good, String failing, boolean restart) throws Exception {
        String name = "unsynced-%d.bin".formatted(++number);
        Path data = Staging.opened(peer, name, bytes, false);
        if (good > 0) {
            sendUpTo(good, name, bytes, () -> {});
            Waiting.until(
                    "what came is durable",
                    Duration.ofSeconds(20),
                    () -> peer.json("/status").at("/transfers/active").asInt() == 0);
        }
        Strace strace = Strace.attach(peer, dir.resolve("calls"), failing(data, failing));
        Optional<Reason> outcome = Way.GRPC.upload(peer, name, bytes, false);
        List<SystemCall> calls = strace.detach();
        assertThat(calls.stream().filter(SystemCall::injected)).isNotEmpty();
        assertThat(outcome).contains(Reason.STORAGE_FAILURE);
        assertThat(share.resolve(name)).doesNotExist();
        if (restart) {
            peer.kill();
        }
        long lost = lose(data, calls);
        if (restart) {
            peer.start();
            peer.awaitStarted();
        }
        assertThat(Way.GRPC.upload(peer, name, bytes, false)).isEmpty();
        assertThat(share.resolve(name)).hasBinaryContent(bytes);
        System.out.printf(
                "R4: a failed %s%s: %d of %d bytes lost and sent again%n",
                failing, restart ? " and a restart" : "", lost, bytes.length);
    }

    /** Then {@code end}, and the call is cut. */
    private static void sendUpTo(long good, String name, byte[] bytes, Runnable end) throws Exception {
        Path file = Files.write(dir.resolve("cut"), bytes);
        try (GrpcUploadTarget target = new GrpcUploadTarget(PeerChannel.to("localhost:" + peer.grpcPort))) {
            Push.Listener cut = new Push.Listener() {
                @Override
                public void sending(long doneBytes, long totalBytes) {
                    if (doneBytes >= good) {
                        end.run();
                        target.cancel();
                    }
                }
            };
            Push push = new Push(file, new FileName(name), false, target, cut);
            assertThatThrownBy(push::run)
                    .isInstanceOfSatisfying(
                            PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED));
        }
    }

    private static long lose(Path data, List<SystemCall> calls) throws IOException {
        int good = calls.stream()
                .filter(call -> call.name().endsWith("sync") && call.succeeded())
                .mapToInt(SystemCall::begun)
                .max()
                .orElse(-1);
        long lost = 0;
        try (FileChannel file = FileChannel.open(data, StandardOpenOption.WRITE)) {
            for (SystemCall call : calls) {
                if (call.name().equals("pwrite64") && call.succeeded() && call.ended() > good) {
                    String[] arguments = call.arguments().split(", ");
                    int length = Integer.parseInt(call.result());
                    file.write(ByteBuffer.allocate(length), Long.parseLong(arguments[arguments.length - 1]));
                    lost += length;
                }
            }
        }
        return lost;
    }
}
