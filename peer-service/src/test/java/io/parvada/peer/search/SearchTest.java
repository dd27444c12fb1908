package io.parvada.peer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.emulation.Graph;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.PeerState;
import io.parvada.peer.query.Coverage;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {

    private final EmulatedNetwork network = new EmulatedNetwork(11);

    @Test
    void aShareThatIsTooLargeToLookThroughDoesNotKeepTheQueryFromTheOthers() {
        EmulatedPeer large = network.peer("large").sharesMoreThanAQueryLooksAt();
        EmulatedPeer small = network.peer("small").shares("a.txt", "x").friends(large);
        large.friends(small).start();
        small.start();
        network.advance(Duration.ofSeconds(5));

        SearchAnswer answer = large.find("x");

        assertThat(answer.hits()).hasSize(1);
        assertThat(answer.truncated()).isTrue();
        assertThat(answer.complete()).isFalse();
    }

    @Test
    void everyHolderIsFoundAndTheSameContentIsOneHit() {
        List<EmulatedPeer> peers = Graph.clique(3).on(network);
        peers.get(0).shares("hello.txt", "hello");
        peers.get(1).shares("hello.txt", "hello");
        peers.get(2).shares("other-name.txt", "hello").shares("other.txt", "something else");

        SearchAnswer answer = peers.get(0).find("hello");

        assertThat(answer.hits()).hasSize(2);
        assertThat(answer.hits().get(0).name().value()).isEqualTo("hello.txt");
        assertThat(answer.hits().get(0).peers())
                .containsExactlyInAnyOrder(peers.get(0).self(), peers.get(1).self());
        assertThat(answer.hits().get(1).peers()).containsExactly(peers.get(2).self());
        assertThat(answer.complete()).isTrue();
        assertThat(answer.truncated()).isFalse();
        assertThat(answer.coverage()).isEqualTo(new Coverage("flood", 3, 2, 2, 0, 0, 2, 1, List.of()));
        assertThat(answer.tookMs()).isEqualTo(2);
    }

    @Test
    void aSearchNeverLoopsBackThroughTheAsker() {
        List<EmulatedPeer> peers = Graph.line(3).on(network);
        SearchAnswer answer = search(peers.get(1), 7, 64, Duration.ofSeconds(2));
        assertThat(network.sent())
                .hasSize(2)
                .allSatisfy(
                        sent -> assertThat(sent.to()).isNotEqualTo(peers.get(1).id()));
        assertThat(answer.coverage().duplicates()).isZero();
        assertThat(answer.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 19})
    void inARingAndACliqueNobodyIsEverAskedMoreThanOncePerNeighbour(int origin) {
        for (Graph graph : List.of(Graph.ring(20), Graph.clique(20))) {
            EmulatedNetwork fresh = new EmulatedNetwork(origin);
            List<EmulatedPeer> peers = graph.on(fresh);
            peers.get((origin + 3) % 20).shares("a", "a");
            SearchAnswer answer = fresh.await(peers.get(origin).search().search(request(255, 1_000_000, null)));

            assertThat(answer.ttl()).isEqualTo(7);
            assertThat(answer.fanout()).isEqualTo(64);
            assertThat(answer.hits()).hasSize(1);
            Map<PeerId, Long> forwards = new HashMap<>();
            fresh.sent().forEach(sent -> forwards.merge(sent.from(), 1L, Long::sum));
            peers.forEach(peer -> assertThat(forwards.getOrDefault(peer.id(), 0L))
                    .isLessThanOrEqualTo(peer == peers.get(origin) ? 20L : 1L));
        }
    }

    @Test
    void inAFullViewEveryoneIsAskedExactlyOnce() {
        List<EmulatedPeer> peers = Graph.clique(16).on(network);
        SearchAnswer answer = search(peers.get(3), 3, 16, Duration.ofSeconds(2));
        assertThat(network.sent()).hasSize(15);
        assertThat(answer.coverage().messages()).isEqualTo(15);
        assertThat(answer.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void ttlIsTheNumberOfHopsAndACutIsSaid(int ttl) {
        List<EmulatedPeer> peers = Graph.line(7).on(network);
        peers.forEach(peer -> peer.shares("at-" + peer.self().name(), "a"));

        SearchAnswer answer = search(peers.get(0), ttl, 16, Duration.ofSeconds(2));

        assertThat(answer.hits()).hasSize(Math.min(ttl, 6) + 1);
        assertThat(answer.coverage().maxHops()).isEqualTo(Math.min(ttl, 6));
        assertThat(answer.complete()).as("ttl %d of 6 hops", ttl).isEqualTo(ttl >= 6);
    }

    @Test
    void fanoutIsTheNumberOfNeighboursAskedAndACutIsSaid() {
        List<EmulatedPeer> peers = Graph.clique(6).on(network);
        SearchAnswer answer = search(peers.get(0), 1, 2, Duration.ofSeconds(2));
        assertThat(answer.coverage().asked()).isEqualTo(2);
        assertThat(answer.complete()).isFalse();
        assertThat(answer.coverage().unreachable()).isEmpty();
    }

    @Test
    void limitIsTheNumberOfHitsAndACutIsSaid() {
        List<EmulatedPeer> peers = Graph.clique(3).on(network);
        peers.forEach(peer -> peer.shares("x-" + peer.self().name(), "a"));
        SearchAnswer answer = network.await(peers.get(0)
                .search()
                .search(new SearchRequest(null, EmulatedPeer.root("a"), null, null, 2, null, false)));
        assertThat(answer.hits()).hasSize(2);
        assertThat(answer.truncated()).isTrue();
        assertThat(answer.complete()).isFalse();
        assertThat(answer.coverage().unreachable()).isEmpty();
    }

    @Test
    void duplicateIsAnsweredFromTheOwnCatalogAlone() {
        List<EmulatedPeer> peers = Graph.line(3).on(network);
        peers.get(1).shares("mine", "a");
        peers.get(2).shares("beyond", "a");
        QueryMessage query = message(new UUID(4, 4), peers.get(0), 3, 1000);

        SearchAnswer first = network.await(peers.get(1).router().route(query));
        int sent = network.sent().size();
        SearchAnswer again = network.await(peers.get(1).router().route(query));

        assertThat(first.hits()).hasSize(2);
        assertThat(again.hits())
                .singleElement()
                .satisfies(hit -> assertThat(hit.name().value()).isEqualTo("mine"));
        assertThat(again.coverage().duplicates()).isEqualTo(1);
        assertThat(again.complete()).isTrue();
        assertThat(network.sent()).hasSize(sent);
    }

    @Test
    void duplicateThatMayGoFurtherIsForwardedAndReachesWhatTheFirstDidNot() {
        List<EmulatedPeer> peers = Graph.line(4).on(network);
        peers.get(3).shares("far", "a");
        UUID id = new UUID(4, 4);

        SearchAnswer near = network.await(peers.get(1).router().route(message(id, peers.get(0), 1, 1000)));
        SearchAnswer far = network.await(peers.get(1).router().route(message(id, peers.get(0), 3, 1000)));
        SearchAnswer replay = network.await(peers.get(1).router().route(message(id, peers.get(0), 3, 1000)));

        assertThat(near.hits()).isEmpty();
        assertThat(near.complete()).isFalse();
        assertThat(far.hits()).hasSize(1);
        assertThat(replay.hits()).isEmpty();
    }

    @Test
    void aQueryReplayedAThousandTimesIsForwardedOnce() {
        List<EmulatedPeer> peers = Graph.clique(5).on(network);
        QueryMessage query = new QueryMessage(
                new UUID(1, 2),
                peers.get(0).id(),
                List.of(),
                null,
                EmulatedPeer.root("a"),
                255,
                1 << 20,
                1 << 20,
                1 << 20,
                true);
        for (int i = 0; i < 1000; i++) {
            network.await(peers.get(1).router().route(query));
        }
        assertThat(network.sent().stream()
                        .filter(sent -> sent.from().equals(peers.get(1).id())))
                .hasSize(3);
    }

    @Test
    void aFrozenPeerNeverCostsItsNeighboursOwnHits() {
        List<EmulatedPeer> peers = Graph.line(3).on(network);
        peers.get(1).shares("of-the-middle", "a");
        peers.get(2).shares("of-the-frozen", "a").freeze();
        Instant began = network.time().now();

        SearchAnswer answer = search(peers.get(0), 3, 16, Duration.ofMillis(400));

        assertThat(Duration.between(began, network.time().now())).isLessThan(Duration.ofMillis(400));
        assertThat(answer.hits())
                .singleElement()
                .satisfies(hit -> assertThat(hit.name().value()).isEqualTo("of-the-middle"));
        assertThat(answer.complete()).isFalse();
        assertThat(answer.coverage().unreachable()).singleElement().satisfies(peer -> {
            assertThat(peer.name()).isEqualTo("p2");
            assertThat(peer.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        });
        assertThat(peers.get(1).beliefIn(peers.get(2))).isEqualTo(PeerState.SUSPECT);
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 60, 100, 250, 1000, 2000, 30_000})
    void theDeadlineIsKeptWhateverThePeersDo(int millis) {
        List<EmulatedPeer> peers = Graph.line(5).on(network);
        peers.get(0).shares("mine", "a");
        peers.get(4).freeze();
        peers.get(2).freeze();
        Instant began = network.time().now();

        SearchAnswer answer = search(peers.get(0), 7, 64, Duration.ofMillis(millis));

        assertThat(Duration.between(began, network.time().now())).isLessThanOrEqualTo(Duration.ofMillis(millis));
        assertThat(answer.hits()).hasSize(1);
        assertThat(answer.complete()).isFalse();
    }

    @Test
    void aDeadPeerCostsNoTimeAndIsNamedForAsLongAsItIsKnown() {
        List<EmulatedPeer> peers = Graph.clique(3).on(network);
        peers.get(1).shares("a", "a");
        peers.get(2).kill();
        for (Duration later : List.of(Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofHours(22))) {
            network.advance(later);
            SearchAnswer answer = peers.get(0).find("a");
            assertThat(answer.hits()).hasSize(1);
            assertThat(answer.tookMs()).isLessThan(5);
            assertThat(answer.complete()).isFalse();
            assertThat(answer.coverage().known()).isEqualTo(3);
            assertThat(answer.coverage().asked()).isEqualTo(1);
            assertThat(answer.coverage().unreachable())
                    .containsExactly(new Coverage.Unreachable(
                            peers.get(2).id().value(), "p2", "http://p2:8001", Reason.PEER_UNREACHABLE));
        }
    }

    @Test
    void aFriendNeverMetMakesEveryAnswerIncompleteAndOneThatLeftDoesNot() {
        EmulatedPeer one = network.peer("one").friend("nobody").start();
        EmulatedPeer two = network.peer("two").friends(one).start();
        network.advance(Duration.ofSeconds(5));
        assertThat(one.find("a").complete()).isFalse();
        assertThat(one.find("a").coverage().unreachable())
                .containsExactly(new Coverage.Unreachable(null, null, "http://nobody:8001", Reason.PEER_UNREACHABLE));
        assertThat(two.find("a").complete())
                .as("the neighbour says whom it could not ask")
                .isFalse();

        EmulatedPeer three = network.peer("three").start();
        EmulatedPeer four = network.peer("four").friends(three).start();
        network.advance(Duration.ofSeconds(5));
        four.stop();
        network.advance(Duration.ofSeconds(1));
        assertThat(three.find("a").complete()).isTrue();
        assertThat(three.find("a").coverage().known()).isEqualTo(1);
    }

    @Test
    void aMiddlePeerThatDiesDoesNotHideALiveOneBehindIt() {
        // 0 reaches 3 by 1 and by 2; both are asked, 3 answers one of them as a duplicate, with its own hits.
        Graph diamond = new Graph(4, Set.of(List.of(0, 1), List.of(0, 2), List.of(1, 3), List.of(2, 3)));
        List<EmulatedPeer> peers = diamond.on(network);
        peers.get(3).shares("behind", "a");
        for (int middle : new int[] {1, 2}) {
            var answer = peers.get(0).search().search(request(3, 16, Duration.ofSeconds(1)));
            network.advance(Duration.ofNanos(2_500_000));
            peers.get(middle).freeze();
            assertThat(network.await(answer).hits()).hasSize(1);
            peers.get(middle).thaw();
            network.advance(Duration.ofSeconds(10));
        }
    }

    @Test
    void explainShowsTheTreeWithEachPeersTimeAndReason() {
        List<EmulatedPeer> peers = Graph.line(3).on(network);
        peers.get(2).kill();
        SearchAnswer answer = peers.get(0).find("a");
        assertThat(answer.explain().name()).isEqualTo("p0");
        assertThat(answer.explain().asked()).singleElement().satisfies(middle -> {
            assertThat(middle.name()).isEqualTo("p1");
            assertThat(middle.reason()).isNull();
            assertThat(middle.asked()).singleElement().satisfies(last -> {
                assertThat(last.name()).isEqualTo("p2");
                assertThat(last.reason()).isEqualTo("PEER_UNREACHABLE");
            });
        });
    }

    @Test
    void aLyingPeerCostsNothingButItsOwnAnswer() {
        List<EmulatedPeer> peers = Graph.clique(3).on(network);
        peers.get(2).shares("true", "a");
        Peer asker = peers.get(0).self();
        Peer honest = peers.get(2).self();
        Peer moved = new Peer(honest.id(), "evil", EmulatedPeer.url("evil"), EmulatedPeer.grpc("evil"), List.of());
        List<Hit> lies = new ArrayList<>();
        lies.add(null);
        lies.add(new Hit(null, 1, null, EmulatedPeer.root("a"), List.of(honest)));
        lies.add(new Hit(new FileName("size"), -1, null, EmulatedPeer.root("a"), List.of(honest)));
        lies.add(new Hit(new FileName("no-holder"), 1, null, EmulatedPeer.root("a"), null));
        lies.add(new Hit(new FileName("not-asked-for"), 1, null, EmulatedPeer.root("b"), List.of(honest)));
        lies.add(new Hit(new FileName("asker-has-it"), 1, null, EmulatedPeer.root("a"), List.of(asker)));
        lies.add(new Hit(new FileName("moved"), 1, null, EmulatedPeer.root("a"), List.of(moved)));
        Coverage sums = new Coverage("x", -1, -5, Integer.MAX_VALUE, -1, Integer.MAX_VALUE, 7, 1 << 30, null);
        peers.get(1).lying(real -> with(real, lies, sums));

        SearchAnswer answer = peers.get(0).find("a");

        assertThat(answer.hits()).extracting(hit -> hit.name().value()).containsExactly("moved", "true");
        assertThat(answer.hits()).allSatisfy(hit -> assertThat(hit.peers()).containsExactly(honest));
        assertThat(answer.coverage().asked()).isEqualTo(2);
        assertThat(answer.coverage().maxHops()).isEqualTo(7);
        assertThat(answer.coverage().duplicates()).isPositive();
    }

    @Test
    void aQuestionIsAQueryOrARootAndNotBoth() {
        EmulatedPeer one = network.peer("one").start();
        for (SearchRequest wrong : List.of(
                new SearchRequest(null, null, null, null, null, null, false),
                new SearchRequest("a", EmulatedPeer.root("a"), null, null, null, null, false))) {
            assertThatThrownBy(() -> one.search().search(wrong).join())
                    .cause()
                    .isInstanceOfSatisfying(
                            PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST));
        }
    }

    @Test
    void locateComparesTheWholeNameOrTheLastSegmentExactly() {
        List<EmulatedPeer> peers = Graph.clique(3).on(network);
        peers.get(0).shares("a b/ejemplo.txt", "x").shares("ejemplo.txt.bak", "x");
        peers.get(1).shares("ejemplo.txt", "y").shares("Ejemplo.txt", "y");
        peers.get(2).shares("what?*.txt", "z").shares("what??.txt", "z");

        LocateAnswer named = locate(peers.get(0), "ejemplo.txt");
        assertThat(named.found()).isTrue();
        assertThat(named.complete()).isTrue();
        assertThat(named.sources())
                .extracting(LocateAnswer.Source::downloadUrl)
                .containsExactlyInAnyOrder(
                        "http://p0:8001/files/a%20b/ejemplo.txt", "http://p1:8001/files/ejemplo.txt");
        assertThat(locate(peers.get(2), "a b/ejemplo.txt").sources()).hasSize(1);
        assertThat(locate(peers.get(0), "what?*.txt").sources())
                .extracting(LocateAnswer.Source::downloadUrl)
                .containsExactly("http://p2:8001/files/what%3F*.txt");
        assertThat(locate(peers.get(0), "jemplo.txt").found()).isFalse();
    }

    @Test
    void locateAsksTheOthersHoweverManyOwnNamesContainTheText() {
        List<EmulatedPeer> peers = Graph.clique(2).on(network);
        for (int i = 0; i <= SearchSettings.MAX_LIMIT; i++) {
            peers.get(0).shares("n" + i + "x.jpg", "own");
        }
        peers.get(1).shares("x.jpg", "theirs");
        LocateAnswer located = locate(peers.get(0), "x.jpg");
        assertThat(located.sources())
                .extracting(LocateAnswer.Source::downloadUrl)
                .containsExactly("http://p1:8001/files/x.jpg");
        assertThat(located.complete()).isTrue();
    }

    @Test
    void locateFindsAFileHoweverManyNamesOfAnyPeerOnTheWayBeginWithItsName() {
        List<EmulatedPeer> peers = Graph.line(3).on(network);
        for (int i = 0; i <= SearchSettings.MAX_LIMIT; i++) {
            peers.get(0).shares("x.jpg." + i, "own" + i);
            peers.get(1).shares("X.jpg" + i, "relayed" + i);
        }
        peers.get(2).shares("deep/x.jpg", "theirs");
        LocateAnswer located = locate(peers.get(0), "x.jpg");
        assertThat(located.sources())
                .extracting(LocateAnswer.Source::downloadUrl)
                .containsExactly("http://p2:8001/files/deep/x.jpg");
    }

    @Test
    void locateStillWorksThroughAPeerThatKnowsPatternsAlone() {
        List<EmulatedPeer> peers = Graph.line(3).on(network);
        peers.get(1).sending(SearchTest::withoutFilename);
        peers.get(2).shares("x.jpg", "this").shares("x.jpg.bak", "not this");
        assertThat(locate(peers.get(0), "x.jpg").sources())
                .extracting(LocateAnswer.Source::name)
                .containsExactly("x.jpg");
    }

    @Test
    void locateComparesInUnicodeFormC() {
        List<EmulatedPeer> peers = Graph.clique(2).on(network);
        peers.get(1).shares("cafe\u0301.txt", "x");
        assertThat(locate(peers.get(0), "caf\u00e9.txt").sources())
                .extracting(LocateAnswer.Source::downloadUrl)
                .containsExactly("http://p1:8001/files/cafe%CC%81.txt");
    }

    @Test
    void locateByRootFindsTheContentUnderAnyName() {
        List<EmulatedPeer> peers = Graph.clique(2).on(network);
        peers.get(0).shares("one.txt", "x");
        peers.get(1).shares("other.txt", "x");
        LocateAnswer located = network.await(peers.get(0).search().locate(null, EmulatedPeer.root("x"), null));
        assertThat(located.sources()).extracting(LocateAnswer.Source::name).containsExactly("one.txt", "other.txt");
    }

    @Test
    void plainFloodSendsAsManyMessagesAsTheFormulaSays() {
        int size = 100;
        int degree = 6;
        List<EmulatedPeer> peers =
                Graph.randomRegular(size, degree, new Random(5)).on(network);
        peers.get(99).shares("a", "a");

        SearchAnswer spared = search(peers.get(0), 7, 64, Duration.ofSeconds(2));
        int withAsked = network.sent().size();
        network.sent().clear();
        peers.forEach(peer -> peer.sending(message -> asIfOnlyTheSenderWereKnown(message, peer)));
        SearchAnswer plain = search(peers.get(1), 7, 64, Duration.ofSeconds(2));

        assertThat(spared.hits()).hasSize(1);
        assertThat(plain.hits()).hasSize(1);
        assertThat(network.sent()).hasSize(size * (degree - 1) + 1);
        assertThat(plain.coverage().messages()).isEqualTo(size * (degree - 1) + 1);
        assertThat(plain.coverage().duplicates()).isEqualTo(plain.coverage().messages() - (size - 1));
        assertThat(withAsked).isBetween(size - 1, size * (degree - 1));
    }

    private static QueryMessage asIfOnlyTheSenderWereKnown(QueryMessage m, EmulatedPeer sender) {
        return new QueryMessage(
                m.id(),
                m.originId(),
                List.of(sender.id()),
                m.query(),
                m.root(),
                m.ttl(),
                m.fanout(),
                m.limit(),
                m.deadlineMs(),
                m.explain());
    }

    private static QueryMessage withoutFilename(QueryMessage m) {
        return new QueryMessage(
                m.id(),
                m.originId(),
                m.asked(),
                m.query(),
                m.root(),
                m.ttl(),
                m.fanout(),
                m.limit(),
                m.deadlineMs(),
                m.explain());
    }

    private static SearchAnswer with(SearchAnswer real, List<Hit> hits, Coverage coverage) {
        return new SearchAnswer(
                real.query(), real.root(), real.id(), 0, 0, 0, 0, hits, coverage, true, false, -1, null);
    }

    private static QueryMessage message(UUID id, EmulatedPeer from, int ttl, long deadlineMs) {
        return new QueryMessage(
                id, from.id(), List.of(from.id()), null, EmulatedPeer.root("a"), ttl, 16, 100, deadlineMs, false);
    }

    private static SearchRequest request(int ttl, int fanout, Duration timeout) {
        return new SearchRequest(null, EmulatedPeer.root("a"), ttl, fanout, null, timeout, false);
    }

    private LocateAnswer locate(EmulatedPeer origin, String filename) {
        return network.await(origin.search().locate(filename, null, null));
    }

    private SearchAnswer search(EmulatedPeer origin, int ttl, int fanout, Duration timeout) {
        return network.await(origin.search().search(request(ttl, fanout, timeout)));
    }
}
