package io.parvada.peer.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.BootstrapReport;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.membership.Reached;
import io.parvada.peer.membership.Registration;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayTest {

    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    private final EmulatedNetwork network = new EmulatedNetwork(7);
    private final EmulatedPeer one = network.peer("one");
    private final EmulatedPeer two = network.peer("two");
    private final EmulatedPeer three = network.peer("three");

    @Test
    void peersWithPartialFriendListsGetAFullView() {
        one.friends(two).start();
        two.friends(three).start();
        three.start();
        network.advance(FIVE_SECONDS);
        allKnowAll(PeerState.ALIVE);
    }

    @Test
    void peersThatStartOneAfterAnotherMeetWhileFriendsAreMissing() {
        one.friends(two, three).start();
        network.advance(Duration.ofSeconds(30));
        assertThat(one.overlay().unmetFriends())
                .extracting(Overlay.UnmetFriend::url)
                .containsExactlyInAnyOrder("http://two:8001", "http://three:8001");
        two.start();
        three.start();
        network.advance(Duration.ofSeconds(6));
        assertThat(one.overlay().unmetFriends()).isEmpty();
        allKnowAll(PeerState.ALIVE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void killedPeerIsDeadWithinFiveSecondsWheneverItHappens(long tenths) {
        threeThatKnowEachOther();
        network.advance(Duration.ofMillis(tenths * 97));
        three.kill();
        network.advance(FIVE_SECONDS);
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.DEAD);
        assertThat(two.beliefIn(three)).isEqualTo(PeerState.DEAD);
        assertThat(one.beliefIn(two)).isEqualTo(PeerState.ALIVE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void frozenPeerIsDeadWithinFiveSecondsWheneverItHappens(long tenths) {
        threeThatKnowEachOther();
        network.advance(Duration.ofMillis(tenths * 97));
        three.freeze();
        network.advance(FIVE_SECONDS);
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.DEAD);
        assertThat(two.beliefIn(three)).isEqualTo(PeerState.DEAD);
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 30, 600, 3500})
    void thawedPeerIsFoundAgainWithinFiveSeconds(int seconds) {
        threeThatKnowEachOther();
        three.freeze();
        network.advance(Duration.ofSeconds(seconds));
        three.thaw();
        network.advance(FIVE_SECONDS);
        allKnowAll(PeerState.ALIVE);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 30, 600, 3500})
    void restartedPeerIsFoundAgainByThoseWhomItDoesNotKnow(int seconds) {
        one.friends(two, three).start();
        two.friends(three).start();
        three.start(); // names nobody as its friend
        network.advance(FIVE_SECONDS);
        three.kill();
        network.advance(Duration.ofSeconds(seconds));
        three.start();
        network.advance(FIVE_SECONDS);
        allKnowAll(PeerState.ALIVE);
    }

    @Test
    void aPartitionHealsWithinTenSeconds() {
        List<EmulatedPeer> peers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            peers.add(network.peer("p" + i));
        }
        peers.forEach(p -> p.friends(peers.get(0), peers.get(9)).start());
        network.advance(Duration.ofSeconds(20));
        network.links((from, to) -> (peers.indexOf(from) < 5) == (peers.indexOf(to) < 5));
        network.advance(Duration.ofSeconds(30));
        assertThat(peers.get(2).overlay().counts()).containsEntry(PeerState.DEAD, 5);
        network.links((from, to) -> true);
        network.advance(Duration.ofSeconds(10));
        peers.forEach(p -> assertThat(p.overlay().counts()).containsEntry(PeerState.ALIVE, 9));
    }

    @Test
    void lossyLinksMakeSuspectsButNoDead() {
        threeThatKnowEachOther();
        network.unanswered(0.01);
        for (int i = 0; i < 300; i++) {
            network.advance(Duration.ofSeconds(1));
            assertThat(one.beliefIn(three)).isIn(PeerState.ALIVE, PeerState.SUSPECT);
        }
    }

    @Test
    void aPeerThatAdvertisesAnothersAddressIsNotAdded() {
        two.start();
        three.describedAs(three.id(), "two").friends(one).start();
        one.start();
        network.advance(FIVE_SECONDS);

        Registration answer = network.await(one.overlay().registered(three.self(), 1, false));

        assertThat(answer.reached().rest()).isEqualTo(PortReach.WRONG_ID);
        assertThat(answer.reached().reason()).contains("http://two:8001", "self_url");
        assertThat(one.beliefIn(three)).isNull();
        assertThat(one.beliefIn(two)).isNull();
    }

    @Test
    void whoCannotBeDialledBackIsNotAddedAndIsToldWhichPort() {
        one.start();
        three.friends(one).start();
        three.closeGrpc();
        network.advance(FIVE_SECONDS);
        assertThat(one.beliefIn(three)).isNull();

        Registration answer = network.await(one.overlay().registered(three.self(), 1, false));

        assertThat(answer.reached()).returns(PortReach.OK, Reached::rest).returns(PortReach.REFUSED, Reached::grpc);
        assertThat(answer.reached().reason()).contains("three:50051").doesNotContain("http://");
        three.openGrpc();
        network.advance(FIVE_SECONDS.plusSeconds(1));
        assertThat(one.beliefIn(three))
                .as("tried again while the friend has not taken it in")
                .isEqualTo(PeerState.ALIVE);
    }

    @Test
    void furtherAddressesAreTriedInOrder() {
        one.start();
        Endpoint inside = new Endpoint(EmulatedPeer.url("inside"), EmulatedPeer.grpc("inside"));
        three.describedAs(three.id(), "outside", inside).friends(one).start().listensAt("inside");
        network.advance(FIVE_SECONDS);

        Neighbour met = one.overlay().find(three.id()).orElseThrow();

        assertThat(met.via()).isEqualTo(inside);
        assertThat(met.peer().url()).isEqualTo(EmulatedPeer.url("outside"));
        assertThat(met.reachable().endpoints())
                .containsExactly(inside, new Endpoint(EmulatedPeer.url("outside"), EmulatedPeer.grpc("outside")));
    }

    @Test
    void searchesThatGoWellDoNotReviveAPeerWithAClosedGrpcPort() {
        threeThatKnowEachOther();
        three.closeGrpc();
        for (int i = 0; i < 50; i++) {
            network.advance(Duration.ofMillis(100));
            one.overlay().answered(three.id());
        }
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.DEAD);
    }

    @Test
    void aLateSearchMakesASuspectAndTheNextProbeClearsIt() {
        threeThatKnowEachOther();
        failsNow(Reason.DEADLINE_EXCEEDED);
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.SUSPECT);
        network.advance(Duration.ofMillis(200));
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.ALIVE);
    }

    @Test
    void aLateSearchIsNoSignAfterAProbeThatBeganLaterAndWentWell() {
        threeThatKnowEachOther();
        Instant begun = network.time().now();
        network.advance(Duration.ofMillis(1500));
        one.overlay().failed(three.id(), begun, new PeerException(Reason.DEADLINE_EXCEEDED, "late"));
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.ALIVE);
        one.overlay().failed(three.id(), begun, new PeerException(Reason.PEER_UNREACHABLE, "refused"));
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.SUSPECT);
    }

    @Test
    void aRefusalIsNoSignOfDeath() {
        threeThatKnowEachOther();
        failsNow(Reason.BUSY);
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.ALIVE);
    }

    @Test
    void aGoodbyeIsBelievedWhenHealthConfirmsIt() {
        threeThatKnowEachOther();
        three.stop();
        network.advance(Duration.ofMillis(100));
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.LEFT);
        assertThat(two.beliefIn(three)).isEqualTo(PeerState.LEFT);
        network.advance(Duration.ofSeconds(60));
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.LEFT);
        three.start();
        network.advance(FIVE_SECONDS);
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.ALIVE);
    }

    @Test
    void aForgedGoodbyeChangesNothing() {
        threeThatKnowEachOther();
        CompletableFuture<Registration> first = one.overlay().registered(three.self(), 1, true);
        assertThat(one.overlay().registered(three.self(), 1, true))
                .as("one probe for both")
                .isSameAs(first);
        network.advance(Duration.ofSeconds(2));
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.ALIVE);
    }

    @Test
    void twoLivePeersWithOneIdAreShownWithTheSentenceThatMendsIt() {
        threeThatKnowEachOther();
        EmulatedPeer clone = network.peer("clone");
        clone.describedAs(three.id(), "clone").friends(one).start();
        network.advance(FIVE_SECONDS);

        assertThat(one.overlay().find(three.id()).orElseThrow().conflict())
                .contains("http://three:8001", "http://clone:8001", "delete <state_dir>/identity");
        clone.kill();
        network.advance(Duration.ofSeconds(60));
        assertThat(one.overlay().find(three.id()).orElseThrow().conflict()).isNull();
    }

    @Test
    void aPeerWithANewAddressIsTheSamePeer() {
        one.friends(two).start();
        two.friends(one).start();
        network.advance(FIVE_SECONDS);
        two.kill();
        EmulatedPeer moved = network.peer("elsewhere");
        moved.describedAs(two.id(), "elsewhere").friends(one).start();
        network.advance(FIVE_SECONDS);
        Neighbour known = one.overlay().find(two.id()).orElseThrow();
        assertThat(known.state()).isEqualTo(PeerState.ALIVE);
        assertThat(known.peer().url()).isEqualTo(EmulatedPeer.url("elsewhere"));
        assertThat(known.conflict()).isNull();
    }

    @Test
    void bootstrapReportsEachFriend() {
        two.start();
        one.friends(two).friend("nobody").start();

        BootstrapReport report = network.await(one.overlay().bootstrap());

        assertThat(report.registered()).containsExactly(two.self());
        assertThat(report.failed()).singleElement().satisfies(failed -> {
            assertThat(failed.url()).isEqualTo("http://nobody:8001");
            assertThat(failed.reason()).isEqualTo(Reason.PEER_UNREACHABLE);
            assertThat(failed.detail()).contains("refuses connections").doesNotContain("null");
        });
        assertThat(report.peers()).containsExactly(two.self());
    }

    @Test
    void addingIsMutualAndTheSecondTimeNothingNew() {
        one.start();
        two.start();
        Endpoint restOnly = new Endpoint(EmulatedPeer.url("two"), null);

        assertThat(network.await(one.overlay().add(restOnly, null)).added()).isTrue();
        assertThat(two.beliefIn(one)).isEqualTo(PeerState.ALIVE);
        assertThat(network.await(one.overlay().add(restOnly, "other")).added()).isFalse();
    }

    @Test
    void addingItselfOrNobodyIsRefused() {
        one.start();
        assertReason(Reason.INVALID_REQUEST, () -> network.await(one.overlay().add(at("one"), null)));
        assertReason(Reason.PEER_UNREACHABLE, () -> network.await(one.overlay().add(at("nobody"), null)));
    }

    @Test
    void theDeadAreForgottenAfterADayButFriendsAreNot() {
        one.friends(two).start();
        two.start();
        three.friends(one).start();
        network.advance(FIVE_SECONDS);
        two.kill();
        three.kill();
        network.advance(Duration.ofHours(24).plusSeconds(10));
        assertThat(one.beliefIn(two)).isEqualTo(PeerState.DEAD);
        assertThat(one.beliefIn(three)).isNull();
    }

    @Test
    void forgettingIsForgettingAndAnUnknownPeerIsNotFound() {
        one.start();
        two.start();
        network.await(one.overlay().add(at("two"), null));
        one.overlay().forget(two.id());
        assertThat(one.beliefIn(two)).isNull();
        assertThatThrownBy(() -> one.overlay().forget(two.id()))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PEER_NOT_FOUND));
    }

    @Test
    void thousandStrangersAreDialledBackAFewAtATime() {
        one.start();
        two.start();
        two.freeze();
        int busy = 0;
        for (int i = 0; i < 1000; i++) {
            PeerId id = network.peer("stranger").id();
            Peer stranger = new Peer(id, "s" + i, two.self().url(), two.self().grpc(), List.of());
            CompletableFuture<Registration> answer = one.overlay().registered(stranger, 1, false);
            busy += answer.isCompletedExceptionally() ? 1 : 0;
        }
        assertThat(busy).isEqualTo(1000 - Visitors.MOST_AT_ONCE);
        network.advance(FIVE_SECONDS);
        assertThat(one.overlay().neighbours()).isEmpty();
    }

    private void threeThatKnowEachOther() {
        one.friends(two, three).start();
        two.friends(one, three).start();
        three.friends(one, two).start();
        network.advance(Duration.ofSeconds(10));
        allKnowAll(PeerState.ALIVE);
    }

    private void failsNow(Reason reason) {
        one.overlay().failed(three.id(), network.time().now(), new PeerException(reason, "as a search says it"));
    }

    private void allKnowAll(PeerState state) {
        List<EmulatedPeer> peers = List.of(one, two, three);
        for (EmulatedPeer peer : peers) {
            for (EmulatedPeer other : peers) {
                if (peer != other) {
                    assertThat(peer.beliefIn(other))
                            .as("%s of %s", peer.self().name(), other.self().name())
                            .isEqualTo(state);
                }
            }
        }
    }

    private static Endpoint at(String host) {
        return new Endpoint(EmulatedPeer.url(host), EmulatedPeer.grpc(host));
    }

    private static void assertReason(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .cause()
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
