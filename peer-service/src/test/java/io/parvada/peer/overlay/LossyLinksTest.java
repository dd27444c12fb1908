package io.parvada.peer.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.emulation.Graph;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.search.SearchRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Links with 5 % loss and 100 ms each way, in virtual time: what is lost is sent again, as TCP does. */
class LossyLinksTest {

    private static final Duration DELAY = Duration.ofMillis(100);

    private final EmulatedNetwork network = new EmulatedNetwork(8);
    private final List<EmulatedPeer> peers = Graph.clique(10).on(network);

    @Test
    void whatIsLostIsLateAndNotGone() {
        network.weighQueries();
        network.delay(DELAY, Duration.ZERO);
        network.loss(0.9);
        Instant began = network.time().now();
        network.await(peers.get(0).search().search(request(Duration.ofSeconds(30))));
        assertThat(Duration.between(began, network.time().now())).isGreaterThan(DELAY.multipliedBy(2));
        network.loss(0);
        assertThat(network.queryBytes()).isPositive();
    }

    @Test
    void allSearchesAreCompleteAndNobodyIsLost() {
        network.weighQueries();
        network.delay(DELAY, Duration.ofMillis(10));
        network.loss(0.05);
        peers.forEach(peer -> peer.shares("everywhere", "everywhere"));
        int complete = 0;
        long longest = 0;
        for (int i = 0; i < 500; i++) {
            SearchAnswer answer = network.await(peers.get(i % 10).search().search(request(null)));
            complete += answer.complete() && answer.hits().get(0).peers().size() == 10 ? 1 : 0;
            longest = Math.max(longest, answer.tookMs());
            network.advance(Duration.ofMillis(200));
        }
        System.out.printf(
                "R8, emulated: %d of 500 searches complete, the longest took %d ms, %d bytes of queries and answers%n",
                complete, longest, network.queryBytes());
        assertThat(longest)
                .isLessThanOrEqualTo(SearchSettings.DEFAULTS.deadline().toMillis());
        assertThat(complete).isEqualTo(500);
        for (EmulatedPeer peer : peers) {
            assertThat(peer.overlay().counts()).containsEntry(PeerState.DEAD, 0);
        }
    }

    private static SearchRequest request(Duration timeout) {
        return new SearchRequest(null, EmulatedPeer.root("everywhere"), null, null, null, timeout, false);
    }
}
