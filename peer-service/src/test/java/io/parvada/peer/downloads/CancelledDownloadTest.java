package io.parvada.peer.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A download that is cancelled stays so, however this peer ends after the answer. */
class CancelledDownloadTest {

    private static final int MIB = Pieces.PIECE_BYTES;
    private static final int SIZE = 6 * MIB + 77;

    @TempDir
    Path home;

    private FetchingPeer peer;

    @BeforeEach
    void start() throws Exception {
        peer = new FetchingPeer(home, SIZE);
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    @Test
    void oneWhoseHolderIsFrozenIsCancelledInTheRecordOnceTheAnswerIsGiven() {
        MemoryHolder frozen = peer.holder("one").freezingAfter(2 * MIB).deafToCancel();
        UUID id = running(frozen);
        peer.downloads.remove(id);
        DownloadBook afterAKill = peer.book();
        frozen.thaw();
        assertThat(afterAKill.running()).isEmpty();
        DownloadView known = afterAKill.find(id);
        assertThat(known.state()).isEqualTo(DownloadState.CANCELLED);
        assertThat(known.endedAt()).isNotNull();
    }

    @Test
    void stoppingThePeerRightAfterTheAnswerDoesNotBringItBack() throws Exception {
        UUID id = running(peer.holder("one").freezingAfter(2 * MIB));
        peer.downloads.remove(id);
        peer.close();
        peer = new FetchingPeer(home, SIZE);
        peer.downloads.begin();
        assertThat(peer.downloads.find(id).state()).isEqualTo(DownloadState.CANCELLED);
        assertThat(peer.staged()).containsExactly(".lock");
    }

    private UUID running(MemoryHolder holder) {
        peer.holders.add(holder);
        UUID id = peer.downloads
                .start(new DownloadRequest(new FileName("film.bin"), null, null, null))
                .join()
                .id();
        await().until(() -> peer.downloads.find(id).provenBytes() == 2 * MIB);
        return id;
    }
}
