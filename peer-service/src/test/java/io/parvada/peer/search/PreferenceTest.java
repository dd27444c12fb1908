package io.parvada.peer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.emulation.Graph;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.Neighbour;
import io.parvada.peer.overlay.PeerState;
import io.parvada.peer.query.Hop;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whom a query goes to where not all can be asked, when it stops early, and how both are explained. */
class PreferenceTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final EmulatedNetwork network = new EmulatedNetwork(13);

    @Test
    void whoAnsweredBeforeAndQuicklyIsAskedFirst() {
        List<Neighbour> live = neighbours(5);
        Answerers answerers = new Answerers();
        answerers.answered(id(live, 0), Duration.ofMillis(300));
        answerers.answered(id(live, 1), Duration.ofMillis(3));
        answerers.failed(id(live, 2), NOW, Reason.DEADLINE_EXCEEDED, NOW);
        answerers.answered(id(live, 3), Duration.ofMillis(30));
        // 4 was never asked

        assertThat(answerers.choose(live, 1)).containsExactly(live.get(1));
        List<Neighbour> four = answerers.choose(live, 4);
        assertThat(four.subList(0, 3)).containsExactly(live.get(1), live.get(3), live.get(0));
        assertThat(answerers.choose(live, 5))
                .containsExactly(live.get(1), live.get(3), live.get(0), live.get(4), live.get(2));
    }

    @Test
    void oneSlowAnswerDoesNotMakeAQuickPeerSlow() {
        List<Neighbour> live = neighbours(2);
        Answerers answerers = new Answerers();
        for (int i = 0; i < 20; i++) {
            answerers.answered(id(live, 0), Duration.ofMillis(4));
            answerers.answered(id(live, 1), Duration.ofMillis(100));
        }
        answerers.answered(id(live, 0), Duration.ofMillis(200));
        assertThat(answerers.choose(live, 1)).containsExactly(live.get(0));
    }

    @Test
    void theLastPlaceGoesRoundSoThatNobodyIsLeftOutForEver() {
        List<Neighbour> live = neighbours(12);
        Answerers answerers = new Answerers();
        Set<Neighbour> met = new HashSet<>();
        int queries = 0;
        while (met.size() < live.size()) {
            List<Neighbour> chosen = answerers.choose(live, 3);
            assertThat(chosen).hasSize(3).doesNotHaveDuplicates();
            chosen.forEach(each -> answerers.answered(each.peer().id(), Duration.ofMillis(2)));
            met.addAll(chosen);
            queries++;
        }
        System.out.printf("12 neighbours at fanout 3: all were asked after %d queries%n", queries);
        assertThat(queries).isEqualTo(12 - 3 + 1);
    }

    @Test
    void aNeighbourThatWasLateGivesItsPlaceToOneThatAnswers() {
        List<EmulatedPeer> peers = Graph.clique(4).on(network);
        EmulatedPeer asker = peers.get(0);
        network.await(asker.search().search(request(1, 3, null)));
        EmulatedPeer first = asked(peers, network.await(asker.search().search(request(1, 1, null))));
        first.freeze();
        assertThat(network.await(asker.search().search(request(1, 1, null))).complete())
                .isFalse();
        first.thaw();
        network.advance(Duration.ofSeconds(5));

        EmulatedPeer second = asked(peers, network.await(asker.search().search(request(1, 1, null))));
        assertThat(second).isNotSameAs(first);
    }

    @Test
    void moreOwnHitsThanWantedAskNobody() {
        List<EmulatedPeer> peers = Graph.clique(3).on(network);
        peers.get(0).shares("one", "a").shares("two", "a").shares("three", "a");
        SearchAnswer answer = network.await(peers.get(0).search().search(request(3, 16, 2)));
        assertThat(answer.hits()).hasSize(2);
        assertThat(answer.truncated()).isTrue();
        assertThat(network.sent()).isEmpty();
        assertThat(answer.explain().reason()).isEqualTo("LIMIT");
    }

    @Test
    void moreHitsThanWantedEndTheSearchWithoutWaitingForTheRest() {
        List<EmulatedPeer> peers = Graph.clique(3).on(network);
        peers.get(1).shares("one", "a").shares("two", "a");
        peers.get(2).freeze();
        SearchAnswer answer = network.await(peers.get(0).search().search(request(3, 16, 1)));
        assertThat(answer.hits()).hasSize(1);
        assertThat(answer.tookMs()).isEqualTo(2);
        assertThat(answer.coverage().unreachable()).isEmpty();
        assertThat(reasons(answer.explain())).contains("p2 NOT_AWAITED");
        assertThat(peers.get(0).beliefIn(peers.get(2))).isEqualTo(PeerState.ALIVE);
    }

    @Test
    void explainSaysOfEachPeerWhyItWasNotAsked() {
        List<EmulatedPeer> peers = Graph.clique(5).on(network);
        peers.get(4).kill();
        network.advance(Duration.ofSeconds(10));
        SearchAnswer byFanout = network.await(peers.get(0).search().search(request(1, 2, null)));
        assertThat(reasons(byFanout.explain())).hasSize(4).contains("p4 DEAD");
        assertThat(reasons(byFanout.explain()).stream().filter(each -> each.endsWith(" FANOUT")))
                .hasSize(1);
        assertThat(reasons(byFanout.explain()).stream().filter(each -> each.endsWith(" null")))
                .hasSize(2);
    }

    @Test
    void explainSaysWhereTheTtlEndedAndWhoHadTheQueryAlready() {
        List<EmulatedPeer> line = Graph.line(3).on(network);
        SearchAnswer cut = network.await(line.get(0).search().search(request(1, 16, null)));
        assertThat(cut.explain().asked()).singleElement().satisfies(middle -> {
            assertThat(middle.reason()).isNull();
            assertThat(reasons(middle)).containsExactly("p2 TTL");
        });

        EmulatedNetwork other = new EmulatedNetwork(2);
        List<EmulatedPeer> ring = Graph.ring(4).on(other);
        SearchAnswer round = other.await(ring.get(0).search().search(request(7, 16, null)));
        List<String> far = round.explain().asked().stream()
                .flatMap(each -> reasons(each).stream())
                .toList();
        assertThat(far).containsExactlyInAnyOrder("p2 null", "p2 DUPLICATE");
        assertThat(round.coverage().duplicates()).isEqualTo(1);
    }

    @Test
    void explainNamesAFriendThatWasNeverMet() {
        EmulatedPeer one = network.peer("one").friend("nobody").start();
        network.advance(Duration.ofSeconds(5));
        assertThat(reasons(one.find("a").explain())).containsExactly("http://nobody:8001 PEER_UNREACHABLE");
    }

    private List<Neighbour> neighbours(int count) {
        List<EmulatedPeer> peers = Graph.clique(count + 1).on(network);
        return peers.get(0).overlay().neighbours().stream()
                .sorted(Comparator.comparing(n -> n.peer().id()))
                .collect(Collectors.toList());
    }

    private static PeerId id(List<Neighbour> live, int index) {
        return live.get(index).peer().id();
    }

    private static EmulatedPeer asked(List<EmulatedPeer> peers, SearchAnswer answer) {
        String id = answer.explain().asked().stream()
                .filter(hop -> hop.reason() == null)
                .findFirst()
                .orElseThrow()
                .id();
        return peers.stream()
                .filter(peer -> peer.id().value().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> reasons(Hop hop) {
        return hop.asked().stream()
                .map(each -> each.name() + " " + each.reason())
                .toList();
    }

    private static SearchRequest request(int ttl, int fanout, Integer limit) {
        return new SearchRequest(null, EmulatedPeer.root("a"), ttl, fanout, limit, null, true);
    }
}
