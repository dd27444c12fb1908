package io.parvada.peer.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Coverage;
import io.parvada.peer.search.LocateAnswer;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceTest {

    private static final Sha256 ROOT = Sha256.of(new byte[] {1});
    private static final Sha256 OTHER = Sha256.of(new byte[] {2});

    @Test
    void oneContentIsItWhateverItsHoldersCallIt() {
        Choice choice = Choice.of(byRoot(null), found(at("peer1", "a.bin", 9, ROOT), at("peer2", "b/c.bin", 9, ROOT)));
        assertThat(choice).isEqualTo(new Choice(new FileName("a.bin"), new ContentId(9, ROOT)));
    }

    @Test
    void severalContentsUnderOneNameAreListedAndRefused() {
        PeerException refused = refused(byName(), found(at("peer1", "a.bin", 9, ROOT), at("peer2", "a.bin", 7, OTHER)));
        assertThat(refused.reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(refused.detail())
                .contains("2 different contents")
                .contains(ROOT.hex() + " at peer1")
                .contains(OTHER.hex() + " at peer2");
    }

    @Test
    void aRootWithTwoSizesIsSettledByTheSize() {
        LocateAnswer found = found(at("peer1", "a.bin", 64, ROOT), at("peer2", "a.bin", 9_000_000, ROOT));
        assertThat(refused(byRoot(null), found).reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(Choice.of(byRoot(9_000_000L), found).content().sizeBytes()).isEqualTo(9_000_000);
    }

    @Test
    void aHolderThatIsStillHashingMayHaveAnotherContent() {
        LocateAnswer found = found(at("peer1", "a.bin", 9, ROOT), at("peer2", "a.bin", 9, null));
        PeerException busy = refused(byName(), found);
        assertThat(busy.reason()).isEqualTo(Reason.BUSY);
        assertThat(busy.detail()).contains("peer2");
        assertThat(busy.retryAfter()).isPresent();
        assertThat(Choice.of(byRoot(null), found).content().root()).isEqualTo(ROOT);
    }

    @Test
    void notFoundSaysWhomTheSearchDidNotReach() {
        LocateAnswer complete = new LocateAnswer(false, "a.bin", null, List.of(), true, List.of());
        assertThat(refused(byName(), complete).detail()).isEqualTo("no peer has 'a.bin'");
        LocateAnswer cut = new LocateAnswer(
                false,
                "a.bin",
                null,
                List.of(),
                false,
                List.of(new Coverage.Unreachable(null, "peer3", "http://localhost:8003", Reason.PEER_UNREACHABLE)));
        PeerException notFound = refused(byName(), cut);
        assertThat(notFound.reason()).isEqualTo(Reason.FILE_NOT_FOUND);
        assertThat(notFound.detail()).contains("incomplete").contains("peer3 (PEER_UNREACHABLE)");
    }

    @Test
    void aNameBesideTheRootIsTheNameItGets() {
        DownloadRequest both = new DownloadRequest(new FileName("a.bin"), ROOT, null, null);
        assertThat(Choice.of(both, found(at("peer1", "old/a.bin", 9, ROOT))).name())
                .isEqualTo(new FileName("a.bin"));
    }

    @Test
    void aHolderThatIsStillHashingMayHaveTheRootThatIsWanted() {
        DownloadRequest both = new DownloadRequest(new FileName("a.bin"), ROOT, null, null);
        assertThat(refused(both, found(at("peer1", "a.bin", 9, null))).reason()).isEqualTo(Reason.BUSY);
    }

    private static PeerException refused(DownloadRequest wanted, LocateAnswer found) {
        return catchThrowableOfType(PeerException.class, () -> Choice.of(wanted, found));
    }

    private static DownloadRequest byName() {
        return new DownloadRequest(new FileName("a.bin"), null, null, null);
    }

    private static DownloadRequest byRoot(Long size) {
        return new DownloadRequest(null, ROOT, size, null);
    }

    private static LocateAnswer found(LocateAnswer.Source... sources) {
        return new LocateAnswer(true, "a.bin", null, List.of(sources), true, List.of());
    }

    private static LocateAnswer.Source at(String peer, String name, long size, Sha256 root) {
        Peer holder = new Peer(
                new PeerId("abcdefghijklmnopqrstuvwxyz"),
                peer,
                PeerUrl.parse("http://localhost:8001"),
                new HostPort("localhost", 50051),
                List.of());
        return new LocateAnswer.Source(holder, name, size, null, root, "http://localhost:8001/files/" + name);
    }
}
