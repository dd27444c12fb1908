package io.parvada.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.system.PeerProcess;
import io.parvada.system.Waiting;
import io.parvada.system.trace.Fault;
import io.parvada.system.trace.Strace;
import io.parvada.system.trace.SystemCall;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.push.Push;
import io.parvada.transfer.wire.GrpcUploadTarget;
import io.parvada.transfer.wire.PeerChannel;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R4: writes, syncs and namings fail while a peer takes a file in. What is not durable is never acknowledged. */
class FailingDiskIT {

    private static final int SIZE = 2_500_000;
    /** From GOOD on it is far enough for a checkpoint, which comes every 64 MiB or 2 s. */
    private static final int LARGE = 130_000_000;

    private static final long GOOD = 50_000_000;

    @TempDir
    static Path dir;

    private static PeerProcess peer;
    private static Path share;
    private static int number;
    private static int streams;

    private final Random random = Samples.random("R4");
    private int successes;

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
    void noFailureOfTheDiskIsAnsweredWithSuccess() throws Exception {
        failures(List.of("EIO"), 1);
    }

    @Test
    @Tag("large")
    void noFailureOfTheDiskIsAnsweredWithSuccessWhicheverAndWhenever() throws Exception {
        failures(List.of("EIO", "ENOSPC", "EDQUOT", "EROFS"), 3);
    }

    private void failures(List<String> errors, int times) throws Exception {
        int count = 0;
        for (boolean overwrite : new boolean[] {false, true}) {
            for (Way way : Way.values()) {
                for (Fault fault : Fault.ofOneUpload(overwrite, errors, times)) {
                    suffer(way, overwrite, fault);
                    count++;
                }
            }
        }
        for (Fault fault : Fault.ofResuming(errors)) {
            suffer(Way.GRPC, false, fault);
            count++;
        }
        System.out.printf(
                "R4: %d faults of the disk, 0 success replies for bytes not durable (%d harmless ones survived)%n",
                count, successes);
    }

    private void suffer(Way way, boolean overwrite, Fault fault) throws Exception {
        String name = "suffering-%d.bin".formatted(++number);
        String point = way + (overwrite ? " over an old file: " : ": ") + fault;
        byte[] old = Samples.bytes(random, SIZE);
        if (overwrite) {
            assertThat(upload(way, name, old, false)).isEmpty();
        }
        byte[] bytes = Samples.bytes(random, SIZE);
        Path data = staged(way, name, bytes, overwrite);
        Strace strace = Strace.attach(peer, dir.resolve("calls"), fault.options(data, share));
        Optional<Reason> outcome = upload(way, name, bytes, overwrite);
        boolean struck = strace.detach().stream().anyMatch(SystemCall::injected);
        assertThat(struck || fault.later()).as(point).isTrue();
        if (fault.survives() || !struck) {
            assertThat(outcome).as(point).isEmpty();
            successes++;
        } else {
            assertThat(outcome).as(point).isPresent();
            assertThat(outcome.orElseThrow())
                    .as(point)
                    .isIn(Reason.STORAGE_FAILURE, Reason.STORAGE_FULL, Reason.FORBIDDEN);
            isAsItWas(point, name, overwrite ? old : null, bytes);
            assertThat(upload(way, name, bytes, overwrite))
                    .as(point + ", once more")
                    .isEmpty();
        }
        assertThat(share.resolve(name)).as(point).hasBinaryContent(bytes);
    }

    /** After a failed rename it may be the old file or the new one, but no third. */
    private static void isAsItWas(String point, String name, byte[] old, byte[] bytes) throws IOException {
        if (old == null) {
            assertThat(share.resolve(name)).as(point).doesNotExist();
        } else {
            assertThat(Files.readAllBytes(share.resolve(name))).as(point).isIn(old, bytes);
        }
    }

    private static Optional<Reason> upload(Way way, String name, byte[] bytes, boolean overwrite) throws Exception {
        streams += way == Way.PUT ? 1 : 0;
        return way.upload(peer, name, bytes, overwrite);
    }

    /** What the next upload will be staged as: over gRPC it is opened already, and stays so for some seconds. */
    private static Path staged(Way way, String name, byte[] bytes, boolean overwrite) throws IOException {
        Path staging = Staging.directory(peer).toRealPath();
        if (way == Way.PUT) {
            return staging.resolve("stream-" + (streams + 1));
        }
        List<String> before = Staging.of(peer);
        try (GrpcUploadTarget target = new GrpcUploadTarget(PeerChannel.to("localhost:" + peer.grpcPort))) {
            target.open(new FileName(name), Samples.content(bytes), overwrite);
        }
        return Staging.of(peer).stream()
                .filter(file -> !before.contains(file) && !file.contains("."))
                .map(staging::resolve)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatTheCatalogCannotNoteIsNoSuccessAndIsOneOnceItCan() throws Exception {
        String name = "unnoted.bin";
        byte[] bytes = Samples.bytes(random, SIZE);
        String calls = "pwrite64,fsync,fdatasync";
        List<String> options = List.of(
                "-P",
                share.resolve(".parvada/catalog.db-wal").toString(),
                "-e",
                "trace=" + calls,
                "-e",
                "inject=" + calls + ":error=EIO");
        for (Way way : Way.values()) {
            Strace strace = Strace.attach(peer, dir.resolve("calls"), options);
            Optional<Reason> outcome = upload(way, way + name, bytes, false);
            assertThat(strace.detach()).anyMatch(SystemCall::injected);
            assertThat(outcome).contains(Reason.STORAGE_FAILURE);
            assertThat(upload(way, way + name, bytes, false)).isEmpty();
            assertThat(peer.json("/files?query=" + way + name).get("files")).hasSize(1);
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

    /**
     * The kernel tells of lost pages once and then takes them for clean: what was written since the last good sync is
     * overwritten here, as if it had been lost so, and then the same upload is done once more.
     *
     * @param good so many bytes, about, are sent and made durable before the disk begins to fail
     */
    private void losesWhatWasNotSynced(byte[] bytes, long good, String failing, boolean restart) throws Exception {
        String name = "unsynced-%d.bin".formatted(++number);
        Path data = staged(Way.GRPC, name, bytes, false);
        if (good > 0) {
            sendUpTo(good, name, bytes);
        }
        Strace strace = Strace.attach(
                peer,
                dir.resolve("calls"),
                List.of(
                        "-P",
                        data.toString(),
                        "-e",
                        "trace=pwrite64,fsync,fdatasync",
                        "-e",
                        "inject=" + failing + ":error=EIO"));
        Optional<Reason> outcome = upload(Way.GRPC, name, bytes, false);
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
            streams = 0;
        }
        assertThat(upload(Way.GRPC, name, bytes, false)).isEmpty();
        assertThat(share.resolve(name)).hasBinaryContent(bytes);
        System.out.printf(
                "R4: a failed %s%s: %d of %d bytes lost and sent again%n",
                failing, restart ? " and a restart" : "", lost, bytes.length);
    }

    private static void sendUpTo(long good, String name, byte[] bytes) throws Exception {
        Path file = Files.write(dir.resolve("cut"), bytes);
        try (GrpcUploadTarget target = new GrpcUploadTarget(PeerChannel.to("localhost:" + peer.grpcPort))) {
            Push.Listener cut = new Push.Listener() {
                @Override
                public void sending(long doneBytes, long totalBytes) {
                    if (doneBytes >= good) {
                        target.cancel();
                    }
                }
            };
            Push push = new Push(file, new FileName(name), false, target, cut);
            assertThatThrownBy(push::run)
                    .isInstanceOfSatisfying(
                            PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED));
        }
        Waiting.until(
                "what came is durable",
                Duration.ofSeconds(20),
                () -> peer.json("/status").at("/transfers/active").asInt() == 0);
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
