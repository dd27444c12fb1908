package io.parvada.peer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.config.SearchSettings.Strategy;
import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.emulation.Graph;
import io.parvada.peer.query.SearchAnswer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Many peers, the production classes, and what a query costs by flood and with summaries. */
class SwarmSearchTest {

    private static final Duration A_PROBE_LATER = Duration.ofSeconds(3);

    private final EmulatedNetwork network = new EmulatedNetwork(23);

    @Test
    void aFloodSendsNoMoreThanTheFormulaAndNobodyForwardsTwice() {
        Graph graph = Graph.randomRegular(150, 6, new Random(5));
        List<EmulatedPeer> peers = graph.on(network);
        peers.get(149).shares("needle.txt", "needle");

        SearchAnswer answer = search(peers.get(0), "needle", 7, Strategy.FLOOD);

        assertThat(answer.hits()).hasSize(1);
        assertThat(graph.plainFlood()).isEqualTo(150 * 5 + 1);
        assertThat(network.sent()).hasSizeBetween(149, graph.plainFlood());
        Set<List<?>> once = new HashSet<>();
        assertThat(network.sent())
                .allSatisfy(sent ->
                        assertThat(once.add(List.of(sent.from(), sent.to()))).isTrue());
    }

    @Test
    void summariesFindWhatAFloodFindsWithFewerMessages() {
        List<EmulatedPeer> peers = Graph.randomRegular(150, 6, new Random(5)).on(network);
        for (int i = 0; i < peers.size(); i++) {
            peers.get(i).shares("file-" + i + ".txt", "of " + i);
        }
        for (int i = 0; i < 150; i += 25) {
            peers.get(i).shares("needle-" + i + ".txt", "needle");
        }
        warmUp(peers.get(7), 4);

        SearchAnswer flood = search(peers.get(7), "needle", 4, Strategy.FLOOD);
        int floodMessages = network.sent().size();
        SearchAnswer bloom = search(peers.get(7), "needle", 4, Strategy.BLOOM);

        assertThat(bloom.hits()).isEqualTo(flood.hits());
        assertThat(bloom.coverage().strategy()).isEqualTo("bloom");
        assertThat(bloom.coverage().pruned()).isPositive();
        assertThat(bloom.coverage().messages()).isEqualTo(network.sent().size());
        assertThat(network.sent()).hasSizeLessThan(floodMessages / 2);
        assertThat(bloom.complete()).as("nobody asked whom the pruned know").isFalse();
    }

    @Test
    void aFileAddedAfterTheSummaryIsFoundOnceAProbeToldOfIt() {
        List<EmulatedPeer> peers = Graph.clique(2).on(network);
        peers.get(1).shares("old.txt", "old");
        warmUp(peers.get(0), 1);
        assertThat(search(peers.get(0), "needle", 1, Strategy.BLOOM).coverage().pruned())
                .isEqualTo(1);

        peers.get(1).shares("needle.txt", "needle");
        network.advance(Duration.ofSeconds(2));

        assertThat(search(peers.get(0), "needle", 1, Strategy.BLOOM).hits()).hasSize(1);
    }

    @Test
    void aSummaryWhoseNeighbourWasNotHeardLatelyPrunesNobody() {
        List<EmulatedPeer> peers = Graph.clique(2).on(network);
        warmUp(peers.get(0), 1);
        assertThat(search(peers.get(0), "needle", 1, Strategy.BLOOM).coverage().pruned())
                .isEqualTo(1);

        peers.get(1).closeGrpc(); // so that no probe succeeds, and it stays SUSPECT for a while
        network.advance(Duration.ofMillis(2200));

        assertThat(search(peers.get(0), "needle", 1, Strategy.BLOOM).coverage().pruned())
                .isZero();
    }

    @Test
    void whatASummaryCannotJudgeIsForwarded() {
        List<EmulatedPeer> peers = Graph.clique(2).on(network);
        warmUp(peers.get(0), 1);
        for (String query : List.of("ab", "*", "a?b?c")) {
            assertThat(search(peers.get(0), query, 1, Strategy.BLOOM).coverage().pruned())
                    .as(query)
                    .isZero();
        }
        SearchRequest partial =
                new SearchRequest(null, EmulatedPeer.root("a"), 1, null, null, null, false, true, Strategy.BLOOM);
        assertThat(network.await(peers.get(0).search().search(partial))
                        .coverage()
                        .pruned())
                .isZero();
    }

    @Test
    void beforeTheLastTwoHopsNobodyIsPruned() {
        List<EmulatedPeer> peers = Graph.line(4).on(network);
        peers.get(3).shares("needle.txt", "needle");
        warmUp(peers.get(0), 3);
        assertThat(search(peers.get(0), "needle", 3, Strategy.BLOOM).hits()).hasSize(1);
    }

    @Test
    void absurdSummariesAreRefusedAndPruneNobody() {
        UnaryOperator<byte[]> otherSize = bytes -> new byte[bytes.length + 1];
        UnaryOperator<byte[]> tooLarge = bytes -> new byte[(2 << 20) + 12];
        UnaryOperator<byte[]> empty = bytes -> new byte[0];
        UnaryOperator<byte[]> noHashes =
                bytes -> ByteBuffer.wrap(bytes.clone()).putInt(8, 0).array();
        UnaryOperator<byte[]> manyHashes =
                bytes -> ByteBuffer.wrap(bytes.clone()).putInt(8, 1 << 30).array();
        UnaryOperator<byte[]> otherVersion =
                bytes -> ByteBuffer.wrap(bytes.clone()).putLong(0, 7).array();
        for (var lie : List.of(otherSize, tooLarge, empty, noHashes, manyHashes, otherVersion)) {
            EmulatedNetwork fresh = new EmulatedNetwork(3);
            List<EmulatedPeer> peers = Graph.clique(2).on(fresh);
            peers.get(1).summaries().lying(lie);
            for (int i = 0; i < 4; i++) {
                SearchRequest request =
                        new SearchRequest("needle", null, 1, null, null, null, false, false, Strategy.BLOOM);
                SearchAnswer answer = fresh.await(peers.get(0).search().search(request));
                assertThat(answer.coverage().pruned()).isZero();
                fresh.advance(A_PROBE_LATER);
            }
        }
    }

    /** The first search fetches the summaries, the second those of neighbours' neighbours, whom they had to ask first. */
    private void warmUp(EmulatedPeer origin, int ttl) {
        search(origin, "warm", ttl, Strategy.BLOOM);
        network.advance(A_PROBE_LATER);
        search(origin, "warm", ttl, Strategy.BLOOM);
        network.advance(A_PROBE_LATER);
    }

    private SearchAnswer search(EmulatedPeer origin, String query, int ttl, Strategy strategy) {
        network.sent().clear();
        return network.await(
                origin.search().search(new SearchRequest(query, null, ttl, 64, 1000, null, false, false, strategy)));
    }
}
