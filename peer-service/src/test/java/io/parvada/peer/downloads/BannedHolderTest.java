package io.parvada.peer.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.Reason;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BannedHolderTest {

    private static final int MIB = Pieces.PIECE_BYTES;
    private static final int SIZE = 3 * MIB;

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
    void whoServedWrongBytesIsNotAskedAgainThoughThePeerWasStartedAnewMeanwhile() throws Exception {
        peer.holders.add(liar());
        peer.holders.add(peer.holder("frozen").freezingAfter(0));
        UUID id = peer.downloads
                .start(new DownloadRequest(new FileName("film.bin"), null, null, null))
                .join()
                .id();
        await().until(() -> peer.downloads.find(id).holders().stream().anyMatch(DownloadView.Holder::banned));
        peer.close();

        peer = new FetchingPeer(home, SIZE);
        MemoryHolder again = liar();
        peer.holders.add(again);
        peer.holders.add(peer.holder("honest"));
        peer.downloads.begin();
        DownloadView end = peer.ended(id);
        assertThat(end.state()).isEqualTo(DownloadState.DONE);
        assertThat(again.wasAsked()).isFalse();
        assertThat(end.holders()).anySatisfy(part -> {
            assertThat(part.name()).isEqualTo("liar");
            assertThat(part.banned()).isTrue();
            assertThat(part.badPieces()).hasSize(1);
            assertThat(part.reason()).isEqualTo(Reason.CORRUPT_SOURCE);
        });
    }

    private MemoryHolder liar() {
        return new MemoryHolder("liar", new byte[SIZE], peer.layer);
    }
}
