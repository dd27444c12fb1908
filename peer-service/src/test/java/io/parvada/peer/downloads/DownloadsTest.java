package io.parvada.peer.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The downloads of one peer with its real share, catalog and staging, from holders in this process. */
class DownloadsTest {

    private static final int MIB = Pieces.PIECE_BYTES;
    private static final int SIZE = 6 * MIB + 77;
    private static final DownloadRequest FILM = new DownloadRequest(new FileName("film.bin"), null, null, null);

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
    void goesOnFromItsProvenPiecesWhenThePeerIsStartedAgainAndTakesThemFromAnotherHolder() throws Exception {
        peer.holders.add(peer.holder("one").freezingAfter(3 * MIB));
        UUID id = start(FILM).id();
        await().until(() -> peer.downloads.find(id).provenBytes() == 3 * MIB);
        peer.close();

        peer = new FetchingPeer(home, SIZE);
        MemoryHolder two = peer.holder("two");
        peer.holders.add(two);
        peer.downloads.begin();
        DownloadView end = end(id);
        assertThat(end.state()).isEqualTo(DownloadState.DONE);
        assertThat(two.given()).isEqualTo(SIZE - 3 * MIB);
        assertThat(end.holders()).singleElement().satisfies(part -> {
            assertThat(part.name()).isEqualTo("two");
            assertThat(part.bytes()).isEqualTo(SIZE - 3 * MIB);
        });
        assertThat(peer.share.resolve("film.bin")).hasBinaryContent(peer.bytes);
    }

    @Test
    void aCancelledDownloadEndsSoonAndLeavesNothingStaged() throws Exception {
        peer.holders.add(peer.holder("one").freezingAfter(2 * MIB));
        UUID id = start(FILM).id();
        await().until(() -> peer.downloads.find(id).provenBytes() == 2 * MIB);
        peer.downloads.remove(id);
        assertThat(end(id).state()).isEqualTo(DownloadState.CANCELLED);
        await().untilAsserted(() -> assertThat(staged()).containsExactly(".lock"));
        assertThat(peer.share.resolve("film.bin")).doesNotExist();
        assertThat(peer.transfers.permits.active()).isZero();

        peer.downloads.remove(id);
        assertThat(catchThrowableOfType(PeerException.class, () -> peer.downloads.find(id))
                        .reason())
                .isEqualTo(Reason.TRANSFER_NOT_FOUND);
    }

    @Test
    void oneThatWaitsForItsTurnIsCancelledAtOnceAndTheSameAgainIsTheSame() throws Exception {
        peer.holders.add(peer.holder("one").freezingAfter(0));
        UUID running = start(FILM).id();
        await().until(() -> peer.downloads.find(running).state() == DownloadState.RUNNING);
        UUID second = start(saved("second.bin")).id();
        assertThat(start(saved("second.bin")).id()).isEqualTo(second);
        assertThat(peer.downloads.find(second).state()).isEqualTo(DownloadState.QUEUED);
        peer.downloads.remove(second);
        assertThat(peer.downloads.find(second).state()).isEqualTo(DownloadState.CANCELLED);
    }

    @Test
    void aLyingHolderIsNamedWithTheReasonAndTheOthersBringTheFile() throws Exception {
        byte[] wrong = peer.bytes.clone();
        wrong[4 * MIB + 1] ^= 1;
        MemoryHolder liar = new MemoryHolder("liar", wrong, peer.layer);
        peer.holders.add(liar);
        peer.holders.add(peer.holder("honest").givingAfter(liar));
        DownloadView end = end(start(FILM).id());
        assertThat(end.state()).isEqualTo(DownloadState.DONE);
        DownloadView.Holder blamed = end.holders().get(0);
        assertThat(blamed.name()).isEqualTo("liar");
        assertThat(blamed.banned()).isTrue();
        assertThat(blamed.badPieces()).containsExactly(4);
        assertThat(blamed.reason()).isEqualTo(Reason.CORRUPT_SOURCE);
        assertThat(end.holders().stream().mapToLong(DownloadView.Holder::bytes).sum())
                .isEqualTo(SIZE);
        assertThat(peer.share.resolve("film.bin")).hasBinaryContent(peer.bytes);
    }

    @Test
    void aLiarWhileTheHonestHolderIsAwayDoesNotEndTheDownload() throws Exception {
        byte[] wrong = peer.bytes.clone();
        wrong[MIB] ^= 1;
        peer.holders.add(new MemoryHolder("liar", wrong, peer.layer));
        UUID id = start(FILM).id();
        await().until(() -> peer.time.pauses().size() == 1);
        assertThat(peer.downloads.find(id).state()).isEqualTo(DownloadState.WAITING);
        assertThat(peer.downloads.find(id).reason()).isEqualTo(Reason.CORRUPT_SOURCE);

        peer.holders.add(peer.holder("honest"));
        peer.time.pass(Downloads.PAUSE);
        DownloadView end = end(id);
        assertThat(end.state()).isEqualTo(DownloadState.DONE);
        assertThat(end.holders().get(0).banned()).isTrue();
    }

    @Test
    void aWrongPieceIsToldWhileTheDownloadRuns() throws Exception {
        peer.holders.add(new MemoryHolder("liar", new byte[SIZE], peer.layer));
        peer.holders.add(peer.holder("honest").freezingAfter(0));
        UUID id = start(FILM).id();
        await().until(() -> peer.downloads.find(id).holders().stream().anyMatch(DownloadView.Holder::banned));
        DownloadView running = peer.downloads.find(id);
        assertThat(running.state()).isEqualTo(DownloadState.RUNNING);
        assertThat(running.holders().get(0).badPieces()).hasSize(1);
    }

    @Test
    void theHourWithoutAPieceBeginsWhenItsTurnComesNotWhenItIsAskedFor() throws Exception {
        MemoryHolder frozen = peer.holder("one").freezingAfter(0);
        peer.holders.add(frozen);
        UUID first = start(FILM).id();
        await().until(() -> peer.downloads.find(first).state() == DownloadState.RUNNING);
        UUID second = start(saved("second.bin")).id();
        peer.time.pass(Downloads.PATIENCE.plusSeconds(1));
        peer.holders.clear();
        peer.downloads.remove(first);
        await().until(() -> !peer.time.pauses().isEmpty()
                || peer.downloads.find(second).state().ended());
        assertThat(peer.downloads.find(second).state()).isEqualTo(DownloadState.WAITING);
    }

    @Test
    void withoutAHolderItGivesWayAndIsTriedAgainUntilPatienceIsOver() throws Exception {
        UUID id = start(FILM).id();
        await().until(() -> peer.downloads.find(id).state() == DownloadState.WAITING);
        assertThat(peer.downloads.find(id).reason()).isEqualTo(Reason.FILE_NOT_FOUND);
        assertThat(peer.time.pauses()).containsExactly(Downloads.PAUSE);
        peer.time.pass(Downloads.PAUSE);
        await().until(() -> peer.time.pauses().size() == 2);

        peer.time.pass(Downloads.PATIENCE);
        DownloadView end = end(id);
        assertThat(end.state()).isEqualTo(DownloadState.FAILED);
        assertThat(end.reason()).isEqualTo(Reason.FILE_NOT_FOUND);
    }

    @Test
    void aHolderThatAppearsLaterBringsAWaitingDownloadToItsEnd() throws Exception {
        UUID id = start(FILM).id();
        await().until(() -> peer.downloads.find(id).state() == DownloadState.WAITING);
        peer.holders.add(peer.holder("late"));
        peer.time.pass(Downloads.PAUSE);
        assertThat(end(id).state()).isEqualTo(DownloadState.DONE);
    }

    @Test
    void aNameThatIsTakenMeanwhileFailsAndIsLeftAsItIs() throws Exception {
        MemoryHolder one = peer.holder("one").freezingAfter(2 * MIB);
        peer.holders.add(one);
        UUID id = start(FILM).id();
        await().until(() -> peer.downloads.find(id).provenBytes() == 2 * MIB);
        Files.writeString(peer.share.resolve("film.bin"), "mine");
        one.thaw();
        DownloadView end = end(id);
        assertThat(end.state()).isEqualTo(DownloadState.FAILED);
        assertThat(end.reason()).isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(peer.share.resolve("film.bin")).hasContent("mine");
        assertThat(staged()).containsExactly(".lock");
    }

    @Test
    void aNameBesideTheRootIsNotIgnored() throws Exception {
        DownloadRequest wrong = new DownloadRequest(new FileName("no-such.bin"), peer.content.root(), null, null);
        CompletionException refused = catchThrowableOfType(CompletionException.class, () -> start(wrong));
        assertThat(PeerException.unwrapped(refused).reason()).isEqualTo(Reason.FILE_NOT_FOUND);
        assertThat(PeerException.unwrapped(refused).detail())
                .contains("no-such.bin", peer.content.root().hex());

        peer.holders.add(peer.holder("one"));
        DownloadRequest right = new DownloadRequest(new FileName("film.bin"), peer.content.root(), null, null);
        assertThat(end(start(right).id()).state()).isEqualTo(DownloadState.DONE);
    }

    @Test
    void whatFindsNoPlaceIsBusyAndLeavesNothingHalfMade() throws Exception {
        peer.holders.add(peer.holder("one").freezingAfter(0));
        UUID running = start(FILM).id();
        await().until(() -> peer.downloads.find(running).state() == DownloadState.RUNNING);
        boolean room = true;
        while (room) {
            room = peer.runs.getQueue().offer(() -> {});
        }
        CompletionException refused = catchThrowableOfType(CompletionException.class, () -> start(saved("second.bin")));
        assertThat(PeerException.unwrapped(refused).reason()).isEqualTo(Reason.BUSY);
        assertThat(PeerException.unwrapped(refused).retryAfter()).isPresent();
        assertThat(peer.downloads.list(null, 10).downloads())
                .extracting(DownloadView::id)
                .containsExactly(running);
        assertThat(home.resolve("state/downloads").toFile().list()).hasSize(1);

        peer.runs.getQueue().clear();
        assertThat(start(saved("second.bin")).state()).isEqualTo(DownloadState.QUEUED);
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItIsNoted() {
        peer.claimedSize = FetchingPeer.MAX_FILE_BYTES + 1;
        CompletionException refused = catchThrowableOfType(CompletionException.class, () -> start(FILM));
        assertThat(PeerException.unwrapped(refused).reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(peer.downloads.list(null, 10).downloads()).isEmpty();
    }

    private DownloadView start(DownloadRequest wanted) {
        return peer.downloads.start(wanted).join();
    }

    private static DownloadRequest saved(String name) {
        return new DownloadRequest(new FileName("film.bin"), null, null, new FileName(name));
    }

    private DownloadView end(UUID id) throws InterruptedException {
        Downloads.Watch watch = peer.downloads.watch(id);
        DownloadView view = watch.next(Duration.ZERO);
        for (int looks = 0; !view.state().ended() && looks < 200; looks++) {
            view = watch.next(Duration.ofMillis(100));
        }
        return view;
    }

    private List<String> staged() {
        return Arrays.asList(home.resolve("state/staging").toFile().list());
    }
}
