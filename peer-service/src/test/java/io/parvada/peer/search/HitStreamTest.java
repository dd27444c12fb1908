package io.parvada.peer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.emulation.Graph;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A search as it is told while it runs, in virtual time. */
class HitStreamTest {

    private final EmulatedNetwork network = new EmulatedNetwork(5);

    @Test
    void hitsComeAsTheyArriveAndTheCoverageLast() throws Exception {
        List<EmulatedPeer> peers = Graph.clique(3).on(network);
        peers.get(0).shares("own", "a");
        peers.get(1).shares("other", "a");
        peers.get(2).freeze();
        Instant began = network.time().now();

        HitStream stream = peers.get(0).search().stream(request(null));
        network.advance(Duration.ZERO);
        assertThat(names(stream)).containsExactly("own");
        network.advance(Duration.ofMillis(2));
        assertThat(names(stream)).containsExactly("other");
        assertThat(stream.next(Duration.ZERO)).isEqualTo(new HitStream.Next(null, null));
        network.advance(Duration.ofSeconds(2));

        SearchAnswer end = stream.next(Duration.ZERO).end();
        assertThat(Duration.ofMillis(end.tookMs())).isEqualTo(Duration.ofSeconds(2));
        assertThat(Duration.between(began, network.time().now())).isEqualTo(Duration.ofMillis(2002));
        assertThat(end.hits()).isNull();
        assertThat(end.complete()).isFalse();
        assertThat(end.coverage().unreachable())
                .singleElement()
                .satisfies(frozen -> assertThat(frozen.name()).isEqualTo("p2"));
        assertThat(stream.next(Duration.ZERO).end()).isEqualTo(end);
    }

    @Test
    void aFurtherHolderBringsTheHitAgainWithAllItsHolders() throws Exception {
        List<EmulatedPeer> peers = Graph.line(3).on(network);
        peers.get(0).shares("same", "a");
        peers.get(1).shares("same", "a");

        HitStream stream = peers.get(0).search().stream(request(null));
        network.advance(Duration.ZERO);
        assertThat(stream.next(Duration.ZERO).hit().peers())
                .containsExactly(peers.get(0).self());
        network.advance(Duration.ofSeconds(1));
        assertThat(stream.next(Duration.ZERO).hit().peers())
                .containsExactly(peers.get(0).self(), peers.get(1).self());
        assertThat(stream.next(Duration.ZERO).end()).isNotNull();
    }

    @Test
    void aSlowReaderFindsEachHitOnceWithWhatIsKnownThen() throws Exception {
        List<EmulatedPeer> peers = Graph.clique(12).on(network);
        for (EmulatedPeer peer : peers) {
            for (int i = 0; i < 20; i++) {
                peer.shares("file-" + i, "a");
            }
        }
        HitStream stream = peers.get(0).search().stream(request(10));
        SearchAnswer whole = peers.get(0).find("a");
        network.advance(Duration.ofSeconds(3));

        List<Hit> taken = new ArrayList<>();
        HitStream.Next next = stream.next(Duration.ZERO);
        for (; next.hit() != null; next = stream.next(Duration.ZERO)) {
            taken.add(next.hit());
        }
        System.out.printf("a reader that took nothing for 3 s: %d hits of limit 10 wait%n", taken.size());
        assertThat(taken).hasSize(10).doesNotHaveDuplicates();
        assertThat(next.end().truncated()).isTrue();
        assertThat(whole.hits())
                .hasSize(20)
                .allSatisfy(hit -> assertThat(hit.peers()).hasSize(12));
    }

    @Test
    void whatIsStreamedIsWhatTheWholeAnswerHas() throws Exception {
        List<EmulatedPeer> peers = Graph.ring(7).on(network);
        for (int i = 0; i < 7; i++) {
            peers.get(i).shares("everywhere", "a").shares("at-" + i, "a");
        }
        HitStream stream = peers.get(0).search().stream(request(null));
        Map<String, Hit> last = new TreeMap<>();
        SearchAnswer end = null;
        while (end == null) {
            network.advance(Duration.ofMillis(1));
            HitStream.Next next = stream.next(Duration.ZERO);
            if (next.hit() != null) {
                last.put(next.hit().name().value(), next.hit());
            }
            end = next.end();
        }
        SearchAnswer whole = peers.get(0).find("a");
        assertThat(whole.hits()).hasSize(8).containsExactlyInAnyOrderElementsOf(last.values());
        assertThat(end.coverage()).isEqualTo(whole.coverage());
    }

    @Test
    void aReaderThatGoesAwayEndsTheSearchAndFreesItsPermit() throws Exception {
        List<EmulatedPeer> peers = Graph.clique(2).on(network);
        peers.get(1).shares("late", "a").freeze();
        for (int i = 0; i < 2 * Surroundings.MOST_RUNNING; i++) {
            peers.get(0).search().stream(request(null)).close();
        }
        assertThat(network.sent()).isEmpty();

        HitStream stream = peers.get(0).search().stream(request(null));
        network.advance(Duration.ofMillis(1));
        stream.close();
        peers.get(1).thaw();
        network.advance(Duration.ofSeconds(3));
        assertThatThrownBy(() -> stream.next(Duration.ZERO)).isInstanceOf(PeerException.class);
    }

    @Test
    void whatCannotBeAskedIsNoStream() {
        EmulatedPeer one = network.peer("one").start();
        assertThatThrownBy(() -> one.search().stream(new SearchRequest("", null, null, null, null, null, false)))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST));
    }

    private static List<String> names(HitStream stream) throws InterruptedException {
        List<String> names = new ArrayList<>();
        for (HitStream.Next next = stream.next(Duration.ZERO); next.hit() != null; next = stream.next(Duration.ZERO)) {
            names.add(next.hit().name().value());
        }
        return names;
    }

    private static SearchRequest request(Integer limit) {
        return new SearchRequest(null, EmulatedPeer.root("a"), null, null, limit, null, false);
    }
}
