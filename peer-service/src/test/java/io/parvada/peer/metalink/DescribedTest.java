package io.parvada.peer.metalink;

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

/** Which file of others a name means. */
class DescribedTest {

    private static final FileName NAME = new FileName("a.txt");
    private static final Sha256 ONE = Sha256.of(new byte[] {1});
    private static final Sha256 TWO = Sha256.of(new byte[] {2});
    private static final Peer PEER = new Peer(
            new PeerId("a".repeat(26)),
            "peer1",
            PeerUrl.parse("http://peer1:8001"),
            HostPort.parse("peer1:50051"),
            List.of());

    @Test
    void theHashIsThatOfTheFirstHolderWhoKnowsIt() {
        Described file = Described.of(NAME, found(source("x/a.txt", 5, null, ONE), source("y/a.txt", 5, TWO, ONE)));

        assertThat(file).isEqualTo(new Described(new FileName("x/a.txt"), new ContentId(5, ONE), TWO));
    }

    @Test
    void theSameRootOfAnotherSizeIsAnotherContent() {
        PeerException several = refused(found(source("a.txt", 5, ONE, ONE), source("a.txt", 6, ONE, ONE)));

        assertThat(several.reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(several.detail()).startsWith("2 different contents are called 'a.txt'");
    }

    @Test
    void whatIsStillHashedMayBeAnother() {
        PeerException busy = refused(found(source("a.txt", 5, ONE, ONE), source("a.txt", 5, null, null)));

        assertThat(busy.reason()).isEqualTo(Reason.BUSY);
        assertThat(busy.retryAfter()).isPresent();
    }

    @Test
    void whoWasNotReachedIsSaidWhereNobodyHasIt() {
        var dead = new Coverage.Unreachable(null, "peer9", "http://peer9:8001", Reason.PEER_UNREACHABLE);
        PeerException none = refused(new LocateAnswer(false, NAME.value(), null, List.of(), false, List.of(dead)));

        assertThat(none.reason()).isEqualTo(Reason.FILE_NOT_FOUND);
        assertThat(none.detail()).isEqualTo("no peer has 'a.txt'; incomplete: could not ask peer9 (PEER_UNREACHABLE)");
        assertThat(refused(found()).detail()).isEqualTo("no peer has 'a.txt'");
    }

    private static PeerException refused(LocateAnswer found) {
        return catchThrowableOfType(PeerException.class, () -> Described.of(NAME, found));
    }

    private static LocateAnswer found(LocateAnswer.Source... sources) {
        return new LocateAnswer(sources.length > 0, NAME.value(), null, List.of(sources), true, List.of());
    }

    private static LocateAnswer.Source source(String name, long size, Sha256 sha256, Sha256 root) {
        return new LocateAnswer.Source(PEER, name, size, sha256, root, PEER.url() + "/files/" + name);
    }
}
