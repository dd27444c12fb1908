package io.parvada.peer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.config.SearchSettings.Strategy;
import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.emulation.Graph;
import io.parvada.peer.query.SearchAnswer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shortest way in hops is not the quickest: a copy that may go further can come after one that may not. */
class UnequalDelaysTest {

    @ParameterizedTest
    @CsvSource({"1, 3", "1, 4", "1, 5", "1, 7", "2, 3", "2, 4", "2, 5", "2, 7", "3, 3", "3, 4", "3, 5", "3, 7"})
    void aFloodSendsNoMoreThanTheFormulaAndReachesAllThatTtlAllows(long seed, int ttl) {
        Graph graph = Graph.randomRegular(100, 6, new Random(seed));
        EmulatedNetwork network = new EmulatedNetwork(seed);
        List<EmulatedPeer> peers = graph.on(network);
        peers.forEach(peer -> peer.shares("at-" + peer.self().name(), "a"));
        int even = hits(network, peers.get(0), ttl);
        network.advance(Duration.ofSeconds(5));
        network.delays(unequal(seed));
        int uneven = hits(network, peers.get(0), ttl);
        assertThat(network.sent()).hasSizeLessThanOrEqualTo(graph.plainFlood());
        assertThat(uneven).isEqualTo(even);
    }

    private static BiFunction<EmulatedPeer, EmulatedPeer, Duration> unequal(long seed) {
        Random random = new Random(seed);
        Map<List<EmulatedPeer>, Duration> links = new HashMap<>();
        return (from, to) -> links.computeIfAbsent(
                List.of(from, to), link -> Duration.ofMillis((long) Math.pow(10, random.nextDouble() * 2)));
    }

    private static int hits(EmulatedNetwork network, EmulatedPeer origin, int ttl) {
        network.sent().clear();
        SearchAnswer answer = network.await(origin.search()
                .search(new SearchRequest(
                        null,
                        EmulatedPeer.root("a"),
                        ttl,
                        64,
                        1000,
                        Duration.ofSeconds(20),
                        false,
                        false,
                        Strategy.FLOOD)));
        return answer.hits().size();
    }
}
