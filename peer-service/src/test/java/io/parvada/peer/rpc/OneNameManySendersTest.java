package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.wire.StatusCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many senders of one name, each with other content of the same size: one has it, whole; the others are told so. */
class OneNameManySendersTest {

    private static final int SIZE = 100_000;

    @TempDir
    private Path home;

    @Test
    void ofThirtySendersOneWinsAndTheOthersAreToldTheNameIsTaken() throws Exception {
        oneWins(30);
    }

    @Test
    @Tag("large")
    void ofAThousandSendersOneWinsAndTheOthersAreToldTheNameIsTaken() throws Exception {
        oneWins(1_000);
    }

    private void oneWins(int senders) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(30);
        try (ServingPeer peer = ServingPeer.in(home)) {
            List<Future<Reason>> results = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                Sender sender = new Sender(peer, "one.bin", ServingPeer.random(SIZE, i));
                results.add(pool.submit(() -> upload(sender)));
            }
            int winner = -1;
            for (int i = 0; i < senders; i++) {
                Reason reason = results.get(i).get();
                assertThat(reason).isIn(null, Reason.ALREADY_EXISTS);
                if (reason == null) {
                    assertThat(winner).as("a second winner").isNegative();
                    winner = i;
                }
            }
            assertThat(peer.share.resolve("one.bin")).hasBinaryContent(ServingPeer.random(SIZE, winner));
            assertThat(peer.transfers.permits.active()).isZero();
            try (var files = Files.list(peer.share)) {
                assertThat(files.filter(file -> !file.getFileName().toString().startsWith(".")))
                        .hasSize(1);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Null for a receipt; asks again while the peer is busy. */
    private static Reason upload(Sender sender) {
        while (true) {
            try {
                sender.upload();
                return null;
            } catch (RuntimeException e) {
                PeerException failure = StatusCodec.decode(e, "the peer");
                if (failure.reason() != Reason.BUSY) {
                    return failure.reason();
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
