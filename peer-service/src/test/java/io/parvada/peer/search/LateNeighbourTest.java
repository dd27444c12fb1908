package io.parvada.peer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.emulation.Graph;
import io.parvada.peer.overlay.PeerState;
import io.parvada.peer.query.Coverage;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A neighbour whose health is quick and whose searches are not: what it may cost those who ask it. */
class LateNeighbourTest {

    private static final long DEADLINE_MS = SearchSettings.DEFAULTS.deadline().toMillis();

    private final EmulatedNetwork network = new EmulatedNetwork(17);
    private final List<EmulatedPeer> peers = Graph.clique(4).on(network);
    private final EmulatedPeer asker = peers.get(0);
    private final EmulatedPeer slow = peers.get(2);

    /** Ten seconds; and an answer of 400 bytes, one a second. */
    @ParameterizedTest
    @ValueSource(ints = {10, 400})
    void allItsLatenessTogetherCostsLittleMoreThanOneDeadline(int seconds) {
        peers.get(1).shares("a", "a");
        slow.answersQueriesAfter(Duration.ofSeconds(seconds));
        long waited = 0;
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            SearchAnswer answer = find();
            took.add(answer.tookMs());
            waited += answer.tookMs() - 2;
            assertThat(answer.hits()).hasSize(1);
            assertThat(answer.complete()).isFalse();
            assertThat(answer.coverage().unreachable())
                    .containsExactly(new Coverage.Unreachable(
                            slow.id().value(), "p2", "http://p2:8001", Reason.DEADLINE_EXCEEDED));
            assertThat(answer.explain().asked())
                    .anySatisfy(hop -> assertThat(hop.reason()).isEqualTo("DEADLINE_EXCEEDED"));
            network.advance(Duration.ofSeconds(3));
        }
        assertThat(took.subList(0, 6)).containsExactly(2000L, 500L, 125L, 31L, 7L, 2L);
        assertThat(took.subList(6, 100)).containsOnly(2L);
        assertThat(waited).isLessThanOrEqualTo(DEADLINE_MS * 4 / 3);
        assertThat(asker.beliefIn(slow)).as("its ports are well").isEqualTo(PeerState.ALIVE);
    }

    @Test
    void itIsAskedAllTheSameAndWaitedForAgainAfterOneAnswerInTime() {
        slow.shares("a", "a").answersQueriesAfter(Duration.ofSeconds(10));
        for (int i = 0; i < 10; i++) {
            find();
            network.advance(Duration.ofSeconds(3));
        }
        slow.answersQueriesAfter(Duration.ofMillis(1500));
        SearchAnswer before = find();
        network.advance(Duration.ofSeconds(3));
        SearchAnswer after = find();

        assertThat(before.hits()).as("it came, but nobody waited").isEmpty();
        assertThat(before.complete()).isFalse();
        assertThat(before.coverage().asked()).isEqualTo(3);
        assertThat(after.hits()).hasSize(1);
        assertThat(after.complete()).isTrue();
        assertThat(after.tookMs()).isEqualTo(1502);
    }

    @Test
    void oneLateAnswerAloneHidesNobodyWhoIsQuickAgain() {
        slow.shares("a", "a").answersQueriesAfter(Duration.ofSeconds(10));
        find();
        slow.answersQueriesAfter(Duration.ofMillis(400));
        assertThat(find().complete()).isTrue();
    }

    @Test
    void searchesThatAreLateTogetherAreOneSign() {
        slow.answersQueriesAfter(Duration.ofSeconds(10));
        List<CompletableFuture<SearchAnswer>> burst = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            burst.add(asker.search().search(request(null)));
        }
        burst.forEach(network::await);
        assertThat(find().tookMs()).isEqualTo(500);
    }

    @Test
    void whoAsksThroughTheAskerDoesNotPayForItEither() {
        EmulatedNetwork line = new EmulatedNetwork(3);
        List<EmulatedPeer> far = Graph.line(3).on(line);
        far.get(1).shares("a", "a");
        far.get(2).answersQueriesAfter(Duration.ofSeconds(10));
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            SearchAnswer answer = line.await(far.get(0).search().search(request(null)));
            took.add(answer.tookMs());
            assertThat(answer.hits()).hasSize(1);
            assertThat(answer.complete()).isFalse();
            line.advance(Duration.ofSeconds(3));
        }
        assertThat(took.get(0)).isBetween(1700L, DEADLINE_MS);
        assertThat(took.get(9)).isEqualTo(2);
    }

    @Test
    void aSearchWithHitsEnoughStillLearnsWhoWasLate() {
        peers.get(1).shares("one", "a").shares("two", "a");
        slow.answersQueriesAfter(Duration.ofSeconds(10));
        SearchRequest one = new SearchRequest(null, EmulatedPeer.root("a"), null, null, 1, null, true);
        SearchAnswer enough = network.await(asker.search().search(one));
        network.advance(Duration.ofSeconds(3));

        assertThat(enough.coverage().unreachable()).isEmpty();
        assertThat(find().tookMs()).isEqualTo(500);
    }

    @Test
    void queriesThatItLeavesUnansweredDoNotPileUpAndItIsAskedAgainWhenTheirTimeIsOver() {
        slow.shares("a", "a").answersQueriesAfter(Duration.ofSeconds(10));
        for (int i = 0; i < 6; i++) {
            find();
            network.advance(Duration.ofSeconds(3));
        }
        network.sent().clear();
        for (int i = 0; i < 100; i++) {
            SearchAnswer answer = find();
            assertThat(answer.complete()).isFalse();
            assertThat(answer.coverage().unreachable())
                    .containsExactly(new Coverage.Unreachable(
                            slow.id().value(), "p2", "http://p2:8001", Reason.DEADLINE_EXCEEDED));
            assertThat(answer.explain().asked())
                    .anySatisfy(hop -> assertThat(hop.reason()).isEqualTo("DEADLINE_EXCEEDED"));
        }
        assertThat(queriesTo(slow)).isEqualTo(Answerers.MOST_UNANSWERED_BY_THE_LATE);
        assertThat(queriesTo(peers.get(1))).isEqualTo(100);

        slow.answersQueriesAfter(Duration.ofMillis(100));
        network.advance(Duration.ofSeconds(3));
        find();
        network.advance(Duration.ofSeconds(3));
        assertThat(find().complete()).isTrue();
    }

    @Test
    void searchesThatNobodyWaitsForAnyMoreLeaveNoMoreQueriesThanRunAtOnce() {
        slow.answersQueriesAfter(Duration.ofSeconds(10));
        for (int i = 0; i < 2 * Answerers.MOST_UNANSWERED; i++) {
            HitStream stream = asker.search().stream(request(null));
            network.advance(Duration.ofMillis(1));
            stream.close();
        }
        assertThat(queriesTo(slow)).isEqualTo(Answerers.MOST_UNANSWERED);
        SearchAnswer answer = find();
        assertThat(answer.coverage().unreachable())
                .extracting(Coverage.Unreachable::reason)
                .containsExactly(Reason.BUSY);
    }

    @Test
    void theDeadlineIsKeptWhileItIsLate() {
        slow.answersQueriesAfter(Duration.ofSeconds(10));
        for (int millis : new int[] {50, 100, 1000, 30_000}) {
            Instant began = network.time().now();
            network.await(asker.search().search(request(Duration.ofMillis(millis))));
            assertThat(Duration.between(began, network.time().now()).toMillis()).isLessThanOrEqualTo(millis);
        }
    }

    private long queriesTo(EmulatedPeer peer) {
        return network.sent().stream()
                .filter(sent -> sent.from().equals(asker.id()) && sent.to().equals(peer.id()))
                .count();
    }

    private SearchAnswer find() {
        return network.await(asker.search().search(request(null)));
    }

    private static SearchRequest request(Duration timeout) {
        return new SearchRequest(null, EmulatedPeer.root("a"), null, null, null, timeout, true);
    }
}
