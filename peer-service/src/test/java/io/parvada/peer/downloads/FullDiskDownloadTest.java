package io.parvada.peer.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.SmallDisk;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a small disk of its own. */
class FullDiskDownloadTest {

    private static final int MIB = Pieces.PIECE_BYTES;
    private static final int SIZE = 12 * MIB;

    @TempDir
    Path home;

    private SmallDisk disk;
    private FetchingPeer peer;

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.mount(home, 32);
        peer = new FetchingPeer(home, SIZE);
    }

    @AfterEach
    void unmount() throws Exception {
        if (peer != null) {
            peer.close();
            disk.close();
        }
    }

    @Test
    void cancellingADownloadThatWaitsFreesWhatItHasStagedThoughTheRestDoesNotFitAnyMore() throws Exception {
        peer.holders.add(peer.holder("one").freezingAfter(4 * MIB));
        UUID id = peer.downloads
                .start(new DownloadRequest(new FileName("film.bin"), null, null, null))
                .join()
                .id();
        await().until(() -> peer.downloads.find(id).provenBytes() == 4 * MIB);
        peer.close();
        peer = new FetchingPeer(home, SIZE);
        peer.downloads.begin();
        await().until(() -> peer.downloads.find(id).state() == DownloadState.WAITING);
        disk.fill(4 * MIB);

        peer.downloads.remove(id);
        assertThat(peer.downloads.find(id).state()).isEqualTo(DownloadState.CANCELLED);
        assertThat(peer.staged()).containsExactly(".lock");
    }
}
