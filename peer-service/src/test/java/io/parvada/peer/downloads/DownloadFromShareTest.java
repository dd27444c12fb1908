package io.parvada.peer.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.transfers.UnreadableFile;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the peer's own share has to do with a download: content that is there already, or should be. */
class DownloadFromShareTest {

    private static final int MIB = Pieces.PIECE_BYTES;

    @TempDir
    Path home;

    private FetchingPeer peer;
    private UnreadableFile unreadable;

    @AfterEach
    void stop() throws Exception {
        if (unreadable != null) {
            unreadable.restore();
        }
        peer.close();
    }

    @Test
    void aTwinInTheShareThatCannotBeReadIsFetchedFromTheOthersInstead() throws Exception {
        peer = new FetchingPeer(home, 3 * MIB + 5);
        peer.shared("first.bin");
        peer.holders.add(peer.holder("honest"));
        unreadable = UnreadableFile.at(peer.share.resolve("first.bin"));
        DownloadView end = peer.ended(start("second.bin"));
        assertThat(end.detail()).isNull();
        assertThat(end.state()).isEqualTo(DownloadState.DONE);
        assertThat(end.alreadyPresent()).isFalse();
        assertThat(peer.share.resolve("second.bin")).hasBinaryContent(peer.bytes);
    }

    @Test
    void theSameContentPutUnderTheNameByHandAndNotHashedYetIsWaitedForAndNotAFailure() throws Exception {
        peer = new FetchingPeer(home, 65 * MIB);
        MemoryHolder holder = peer.holder("honest").freezingAfter(64 * MIB);
        peer.holders.add(holder);
        UUID id = start("film.bin");
        await().until(() -> peer.downloads.find(id).provenBytes() == 64 * MIB);
        Files.write(peer.share.resolve("film.bin"), peer.bytes);
        holder.thaw();
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            peer.time.pass(Duration.ofSeconds(5));
            return peer.downloads.find(id).state().ended();
        });
        DownloadView end = peer.downloads.find(id);
        assertThat(end.detail()).isNull();
        assertThat(end.state()).isEqualTo(DownloadState.DONE);
        assertThat(peer.staged()).containsExactly(".lock");
    }

    private UUID start(String saveAs) {
        DownloadRequest wanted = new DownloadRequest(new FileName("film.bin"), null, null, new FileName(saveAs));
        return peer.downloads.start(wanted).join().id();
    }
}
