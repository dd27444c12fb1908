package io.parvada.peer.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.emulation.Graph;
import io.parvada.peer.query.Coverage;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.search.SearchRequest;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cut and a slow friend do to searches, in virtual time. */
class SwarmPartitionTest {

    private static final Duration DEADLINE = SearchSettings.DEFAULTS.deadline();
    private static final Duration GRACE = Duration.ofMillis(50);

    private final EmulatedNetwork network = new EmulatedNetwork(41);
    private final List<EmulatedPeer> peers = Graph.clique(10).on(network);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void tenPeersCutForThirtySecondsSayWhatTheyMissAndAreWholeTenSecondsAfter(int here) {
        peers.forEach(peer -> peer.shares("everywhere", "everywhere"));
        network.links((from, to) -> (peers.indexOf(from) < here) == (peers.indexOf(to) < here));
        for (int second = 0; second < 30; second++) {
            EmulatedPeer origin = peers.get(second % 10);
            int there = peers.indexOf(origin) < here ? 10 - here : here;
            SearchAnswer answer = inTime(origin);
            assertThat(answer.complete()).isFalse();
            assertThat(answer.coverage().known()).isEqualTo(10);
            assertThat(answer.coverage().unreachable()).hasSize(there);
            assertThat(answer.hits().get(0).peers()).hasSize(10 - there);
            network.advance(Duration.ofSeconds(1));
        }
        network.links((from, to) -> true);
        network.advance(Duration.ofSeconds(10));
        for (EmulatedPeer origin : peers) {
            SearchAnswer answer = inTime(origin);
            assertThat(answer.complete()).isTrue();
            assertThat(answer.hits().get(0).peers()).hasSize(10);
        }
    }

    /** Requests pass, answers do not, or the other way round: it depends on who asks. */
    @Test
    void aCutInOneDirectionIsACutForBothSides() {
        peers.forEach(peer -> peer.shares("everywhere", "everywhere"));
        network.links((from, to) -> peers.indexOf(from) >= 5 || peers.indexOf(to) < 5);
        for (int second = 0; second < 30; second++) {
            SearchAnswer answer = inTime(peers.get(second % 10));
            assertThat(answer.complete()).isFalse();
            assertThat(answer.coverage().unreachable()).hasSize(5);
            assertThat(answer.hits().get(0).peers()).hasSize(5);
            network.advance(Duration.ofSeconds(1));
        }
        network.links((from, to) -> true);
        network.advance(Duration.ofSeconds(10));
        peers.forEach(origin -> assertThat(inTime(origin).complete()).isTrue());
    }

    @Test
    void aSearchThatIsUnderWayWhenTheCutComesSaysWhatItMisses() {
        peers.forEach(peer -> peer.shares("everywhere", "everywhere"));
        network.delay(Duration.ofMillis(20), Duration.ZERO);
        Instant began = network.time().now();
        CompletableFuture<SearchAnswer> underWay = peers.get(0)
                .search()
                .search(new SearchRequest(null, EmulatedPeer.root("everywhere"), null, null, null, null, false));
        network.advance(Duration.ofMillis(30));
        network.links((from, to) -> (peers.indexOf(from) < 5) == (peers.indexOf(to) < 5));
        SearchAnswer answer = network.await(underWay);

        assertThat(Duration.between(began, network.time().now())).isLessThanOrEqualTo(DEADLINE.plus(GRACE));
        assertThat(answer.complete()).isFalse();
        assertThat(answer.coverage().unreachable())
                .hasSize(5)
                .allSatisfy(missing -> assertThat(missing.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED));
        assertThat(answer.hits().get(0).peers()).hasSize(5);
    }

    @Test
    void onceTheCutIsNoticedNobodyWaitsForTheOtherSide() {
        network.links((from, to) -> (peers.indexOf(from) < 5) == (peers.indexOf(to) < 5));
        network.advance(Duration.ofSeconds(5));
        assertThat(peers.get(0).find("anything").tookMs()).isLessThanOrEqualTo(2);
    }

    @Test
    void aFriendThatAnswersAfterTenSecondsCostsTheDeadlineOnceAndIsThenNotAskedAnyMore() {
        EmulatedPeer slow = peers.get(4);
        peers.get(7).shares("a", "a");
        slow.answersAfter(Duration.ofSeconds(10));

        SearchAnswer first = inTime(peers.get(0), "a");
        network.advance(Duration.ofSeconds(5));
        SearchAnswer later = inTime(peers.get(0), "a");

        assertThat(List.of(first, later)).allSatisfy(answer -> {
            assertThat(answer.hits()).hasSize(1);
            assertThat(answer.complete()).isFalse();
            assertThat(answer.coverage().unreachable())
                    .extracting(Coverage.Unreachable::id)
                    .containsExactly(slow.id().value());
        });
        assertThat(first.coverage().unreachable().get(0).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(peers.get(0).beliefIn(slow)).isEqualTo(PeerState.DEAD);
        assertThat(later.tookMs()).isLessThanOrEqualTo(2);
    }

    /** What one that sends a byte a second comes to; bytes are sent in LateFriendTest. */
    @Test
    void aFriendWhoseAnswersTakeFiveMinutesIsNoWorse() {
        EmulatedPeer slow = peers.get(4);
        slow.answersAfter(Duration.ofSeconds(300));
        for (int second = 0; second < 60; second++) {
            SearchAnswer answer = inTime(peers.get(second % 3));
            assertThat(answer.complete()).isFalse();
            network.advance(Duration.ofSeconds(1));
        }
        assertThat(peers.get(0).beliefIn(slow)).isEqualTo(PeerState.DEAD);
        slow.answersAfter(Duration.ZERO);
        network.advance(Duration.ofSeconds(5));
        assertThat(peers.get(0).beliefIn(slow)).isEqualTo(PeerState.ALIVE);
    }

    private SearchAnswer inTime(EmulatedPeer origin) {
        return inTime(origin, "everywhere");
    }

    private SearchAnswer inTime(EmulatedPeer origin, String content) {
        Instant began = network.time().now();
        SearchAnswer answer = origin.find(content);
        assertThat(Duration.between(began, network.time().now())).isLessThanOrEqualTo(DEADLINE.plus(GRACE));
        return answer;
    }
}
