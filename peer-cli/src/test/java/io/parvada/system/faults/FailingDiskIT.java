package io.parvada.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.system.PeerProcess;
import io.parvada.system.kernel.Fault;
import io.parvada.system.kernel.Strace;
import io.parvada.system.kernel.SystemCall;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static Path staged(Way way, String name, byte[] bytes, boolean overwrite) throws IOException {
        return way == Way.PUT
                ? Staging.directory(peer).toRealPath().resolve("stream-" + (streams + 1))
                : Staging.opened(peer, name, bytes, overwrite);
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
}
