package io.parvada.peer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.config.SearchSettings.Strategy;
import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.emulation.Graph;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.summary.NeighbourSummaries;
import io.parvada.transfer.content.Sha256;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Pruning of the last two hops: what it spares, and that it hides nothing. */
class SecondLevelTest {

    private static final Duration A_PROBE_LATER = Duration.ofSeconds(3);

    private final EmulatedNetwork network = new EmulatedNetwork(24);

    @Test
    void whatAFloodFindsIsFoundWithSummariesWhateverIsAsked() {
        List<EmulatedPeer> peers = Graph.randomRegular(200, 6, new Random(9)).on(network);
        for (int i = 0; i < peers.size(); i++) {
            peers.get(i).shares("holiday-" + i + ".txt", "of " + i);
        }
        for (int i = 3; i < peers.size(); i += 17) {
            peers.get(i).shares("Needle " + i + ".pdf", "needle");
        }
        for (int ttl = 1; ttl <= 4; ttl++) {
            warmUp(peers.get(7), ttl);
        }
        int byFlood = 0;
        int withSummaries = 0;
        for (int ttl = 1; ttl <= 4; ttl++) {
            for (String query : List.of("needle", "needle*.PDF", "dle 3", "ne", "*e?dle*", "holiday-44", "nowhere")) {
                SearchAnswer flood = search(peers.get(7), query, null, ttl, Strategy.FLOOD);
                SearchAnswer bloom = search(peers.get(7), query, null, ttl, Strategy.BLOOM);
                assertThat(found(bloom)).as(query + " within " + ttl).isEqualTo(found(flood));
                byFlood += flood.coverage().messages();
                withSummaries += bloom.coverage().messages();
            }
            Sha256 root = EmulatedPeer.root("needle");
            assertThat(found(search(peers.get(7), null, root, ttl, Strategy.BLOOM)))
                    .isEqualTo(found(search(peers.get(7), null, root, ttl, Strategy.FLOOD)));
        }
        assertThat(withSummaries).isLessThan(byFlood / 2);
    }

    @Test
    void aNeighbourBehindWhomNothingIsIsNotAsked() {
        List<EmulatedPeer> peers = Graph.line(3).on(network);
        peers.get(0).shares("needle.txt", "my own, which is no reason to ask");
        warmUp(peers.get(0), 2);

        SearchAnswer answer = search(peers.get(0), "needle", null, 2, Strategy.BLOOM);

        assertThat(answer.coverage().pruned()).isEqualTo(1);
        assertThat(network.sent()).isEmpty();
        assertThat(answer.complete()).isFalse();
    }

    @Test
    void whatANeighboursNeighbourSharesSinceIsFoundTwoProbesLater() {
        List<EmulatedPeer> peers = Graph.line(3).on(network);
        warmUp(peers.get(0), 2);
        peers.get(2).shares("needle.txt", "needle");

        network.advance(NeighbourSummaries.FRESH.multipliedBy(2));

        assertThat(search(peers.get(0), "needle", null, 2, Strategy.BLOOM).hits())
                .hasSize(1);
    }

    @Test
    void aPeerThatTellsOfOneLevelIsForwardedTo() {
        List<EmulatedPeer> peers = Graph.line(3).on(network);
        peers.get(1).summaries().oneLevel();
        warmUp(peers.get(0), 2);
        peers.get(2).shares("needle.txt", "needle");
        network.advance(A_PROBE_LATER);

        assertThat(search(peers.get(0), "needle", null, 2, Strategy.BLOOM).hits())
                .hasSize(1);
        assertThat(search(peers.get(0), "other", null, 2, Strategy.BLOOM)
                        .coverage()
                        .messages())
                .isEqualTo(1);
    }

    @Test
    void aNeighboursNeighbourThatWasNotHeardLatelyMayHaveAnything() {
        List<EmulatedPeer> peers = Graph.line(3).on(network);
        warmUp(peers.get(0), 2);
        assertThat(search(peers.get(0), "needle", null, 2, Strategy.BLOOM)
                        .coverage()
                        .messages())
                .isZero();

        peers.get(2).closeGrpc(); // so that no probe succeeds, and it stays SUSPECT for a while
        network.advance(Duration.ofMillis(3500));

        assertThat(search(peers.get(0), "needle", null, 2, Strategy.BLOOM)
                        .coverage()
                        .messages())
                .isPositive();
    }

    @Test
    void absurdNeighbourhoodsAreRefusedAndPruneNobody() {
        UnaryOperator<byte[]> empty = bytes -> new byte[0];
        UnaryOperator<byte[]> cut = bytes -> Arrays.copyOf(bytes, bytes.length - 1);
        UnaryOperator<byte[]> manyPeers =
                bytes -> ByteBuffer.wrap(bytes.clone()).putInt(8, 1 << 30).array();
        UnaryOperator<byte[]> otherVersion =
                bytes -> ByteBuffer.wrap(bytes.clone()).putLong(0, 7).array();
        for (var lie : List.of(empty, cut, manyPeers, otherVersion)) {
            EmulatedNetwork fresh = new EmulatedNetwork(3);
            List<EmulatedPeer> peers = Graph.line(3).on(fresh);
            peers.get(1).summaries().lyingOfNeighbours(lie);
            for (int i = 0; i < 4; i++) {
                SearchRequest request =
                        new SearchRequest("needle", null, 2, null, null, null, false, false, Strategy.BLOOM);
                SearchAnswer answer = fresh.await(peers.get(0).search().search(request));
                assertThat(answer.coverage().messages()).isPositive();
                fresh.advance(A_PROBE_LATER);
            }
        }
    }

    /** Each file with each of its holders, as text. */
    private static Set<String> found(SearchAnswer answer) {
        return answer.hits().stream()
                .flatMap(hit -> hit.peers().stream().map(peer -> hit.name() + " at " + peer.name()))
                .collect(Collectors.toSet());
    }

    /** The first search fetches the summaries, the second those of neighbours' neighbours, whom they had to ask first. */
    private void warmUp(EmulatedPeer origin, int ttl) {
        for (int i = 0; i < 2; i++) {
            search(origin, "warm", null, ttl, Strategy.BLOOM);
            network.advance(A_PROBE_LATER);
        }
    }

    private SearchAnswer search(EmulatedPeer origin, String query, Sha256 root, int ttl, Strategy strategy) {
        network.sent().clear();
        return network.await(
                origin.search().search(new SearchRequest(query, root, ttl, 64, 1000, null, false, false, strategy)));
    }
}
