package io.parvada.peer.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import java.io.IOException;
import java.nio.file.Files;
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

    private FetchingPeer peer;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", home.toString()) == 0, "cannot mount a tmpfs");
        peer = new FetchingPeer(home, SIZE);
    }

    @AfterEach
    void unmount() throws Exception {
        if (peer != null) {
            peer.close();
            run("umount", "-l", home.toString());
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
        int free = (int) home.toFile().getUsableSpace();
        Files.write(home.resolve("filler"), new byte[free - 4 * MIB]);

        peer.downloads.remove(id);
        assertThat(peer.downloads.find(id).state()).isEqualTo(DownloadState.CANCELLED);
        assertThat(peer.staged()).containsExactly(".lock");
    }

    private static int run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException notInstalled) {
            return -1;
        }
    }
}
