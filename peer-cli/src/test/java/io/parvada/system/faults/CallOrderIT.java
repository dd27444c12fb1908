package io.parvada.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.system.PeerProcess;
import io.parvada.system.kernel.DurableOrder;
import io.parvada.system.kernel.Strace;
import io.parvada.system.kernel.SystemCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R5: no reply before the file is durable, by what the kernel was asked, in which order. */
class CallOrderIT {

    private static final int LARGEST = 2_500_000;
    private static final List<String> TRACED = List.of(
            "-s",
            "300",
            "-e",
            "trace=write,pwrite64,writev,sendto,sendmsg,fsync,link,linkat,rename,renameat,renameat2");

    @TempDir
    Path dir;

    @Test
    void ofFortyUploadsEachIsDurableBeforeItsReply() throws Exception {
        inOrder(40);
    }

    @Test
    @Tag("large")
    void ofAThousandUploadsEachIsDurableBeforeItsReply() throws Exception {
        inOrder(1_000);
    }

    private void inOrder(int count) throws Exception {
        Strace.required();
        Random random = Samples.random("R5");
        PeerProcess peer = PeerProcess.network(dir, 1).get(0);
        List<String> names = new ArrayList<>();
        List<SystemCall> calls;
        try {
            Strace strace = Strace.attach(peer, dir.resolve("calls"), TRACED);
            for (int i = 0; i < count; i++) {
                String name = name(i);
                byte[] bytes = Samples.bytes(random, 1 + random.nextInt(i % 10 == 0 ? LARGEST : 5_000));
                assertThat(Way.values()[i % 2].upload(peer, name, bytes, i % 3 == 2))
                        .isEmpty();
                names.add(name);
            }
            calls = strace.detach();
        } finally {
            peer.close();
        }
        DurableOrder order = new DurableOrder(calls, peer.share.toRealPath());
        names.forEach(order::check);
        System.out.printf(
                "R5: %d of %d uploads in order: write, fsync, name, fsync of the directories, reply%n",
                names.size(), count);
    }

    /** Some in the share itself, some in directories that are there, some in new ones. */
    private static String name(int i) {
        return switch (i % 4) {
            case 0 -> "new-%d/below/call-order-%d.bin".formatted(i, i);
            case 1 -> "again/call-order-%d.bin".formatted(i);
            default -> "call-order-%d.bin".formatted(i);
        };
    }
}
