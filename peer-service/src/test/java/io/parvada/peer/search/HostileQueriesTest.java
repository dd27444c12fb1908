package io.parvada.peer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.emulation.Graph;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.PeerState;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.query.SeenQueries;
import io.parvada.peer.summary.NeighbourSummaries;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a hostile neighbour can make a network of a ring of 20 and a clique of 20 do, with counts. */
class HostileQueriesTest {

    private static final int SIZE = 20;
    private static final PeerId NOBODY = new PeerId("n".repeat(26));

    private final EmulatedNetwork network = new EmulatedNetwork(7);

    @Test
    void aQueryReplayedAThousandTimesIsSentOnOnceByEachPeerToEach() {
        for (Graph graph : List.of(Graph.ring(SIZE), Graph.clique(SIZE), ringAndClique())) {
            EmulatedNetwork fresh = new EmulatedNetwork(3);
            List<EmulatedPeer> peers = graph.on(fresh);
            peers.get(graph.size() / 2).shares("a", "a");
            QueryMessage query = forged(NOBODY, List.of());
            int ttl = 0;
            for (int i = 0; i < 1_000; i++) {
                ttl = fresh.await(peers.get(0).router().route(query)).ttl();
            }

            Map<List<PeerId>, Integer> links = new HashMap<>();
            Set<PeerId> senders = new HashSet<>();
            fresh.sent().forEach(sent -> {
                links.merge(List.of(sent.from(), sent.to()), 1, Integer::sum);
                senders.add(sent.from());
                assertThat(sent.message().ttl()).isBetween(1, 6);
                assertThat(sent.message().fanout()).isEqualTo(64);
                assertThat(sent.message().limit()).isEqualTo(1_000);
                assertThat(sent.message().deadlineMs()).isLessThanOrEqualTo(30_000);
            });
            System.out.printf(
                    "%d peers, %d links: 1000 replays, ttl %d of 255, %d messages by %d peers, at most %d a link%n",
                    graph.size(),
                    graph.edges().size(),
                    ttl,
                    fresh.sent().size(),
                    senders.size(),
                    links.values().stream().mapToInt(n -> n).max().orElse(0));
            assertThat(ttl).isEqualTo(7);
            assertThat(links)
                    .isNotEmpty()
                    .allSatisfy((link, times) -> assertThat(times).isEqualTo(1));
            assertThat(fresh.sent().size())
                    .isLessThanOrEqualTo(2 * graph.edges().size());
        }
    }

    @Test
    void anAddressThatIsOnlyTalkedOfIsNeverSentAByte() {
        AtomicInteger packets = new AtomicInteger();
        EmulatedPeer victim = network.peer("victim");
        List<EmulatedPeer> peers = Graph.clique(4).on(network);
        victim.start();
        network.links((from, to) -> {
            if (to == victim) {
                packets.incrementAndGet();
            }
            return true;
        });
        Hit elsewhere =
                new Hit(new FileName("a"), 1, null, EmulatedPeer.root("a"), List.of(victim.self(), imagined("victim")));
        peers.get(3).lying(real -> with(real, List.of(elsewhere)));

        SearchAnswer answer = peers.get(0).find("a");
        network.await(peers.get(0).router().route(forged(victim.id(), List.of(victim.id(), NOBODY))));
        network.advance(Duration.ofMinutes(1));

        System.out.printf("%d packets to the address that a hit and a query named%n", packets.get());
        assertThat(answer.hits()).hasSize(1);
        assertThat(packets).hasValue(0);
        assertThat(peers)
                .allSatisfy(peer -> assertThat(peer.overlay().find(victim.id())).isEmpty());
    }

    @Test
    void aForgedOriginSparesWhoItNamesAndNobodyElse() {
        List<EmulatedPeer> peers = Graph.clique(5).on(network);
        network.await(peers.get(0).router().route(forged(peers.get(4).id(), List.of())));
        assertThat(network.sent().stream()
                        .filter(sent -> sent.from().equals(peers.get(0).id()))
                        .map(EmulatedNetwork.Sent::to))
                .containsExactlyInAnyOrder(
                        peers.get(1).id(), peers.get(2).id(), peers.get(3).id());
    }

    @Test
    void aQueryOfAMebibyteIsRefusedBeforeAnythingIsDone() {
        List<EmulatedPeer> peers = Graph.clique(2).on(network);
        for (String text : List.of("x".repeat(1 << 20), "*".repeat(1 << 20), "?*".repeat(1 << 19))) {
            QueryMessage query =
                    new QueryMessage(new UUID(1, 1), NOBODY, List.of(), text, null, 3, 16, 100, 1000, false);
            assertReason(Reason.INVALID_REQUEST, peers.get(0).router().route(query));
            assertReason(
                    Reason.INVALID_REQUEST,
                    peers.get(0).search().search(new SearchRequest(text, null, null, null, null, null, false)));
        }
        assertThat(network.sent()).isEmpty();
    }

    @Test
    void moreSearchesThanThereArePermitsAreBusyUntilThoseBeforeHaveEnded() {
        List<EmulatedPeer> peers = Graph.clique(2).on(network);
        peers.get(1).freeze();
        List<CompletableFuture<SearchAnswer>> running = new ArrayList<>();
        for (int i = 0; i < Surroundings.MOST_RUNNING; i++) {
            running.add(peers.get(0).search().search(request()));
        }
        CompletableFuture<SearchAnswer> own = peers.get(0).search().search(request());
        CompletableFuture<SearchAnswer> others = peers.get(0).router().route(forged(NOBODY, List.of()));

        assertReason(Reason.BUSY, own);
        assertReason(Reason.BUSY, others);
        running.forEach(each -> assertThat(network.await(each).complete()).isFalse());
        assertThat(network.await(peers.get(0).search().search(request())).hits())
                .isEmpty();
    }

    @Test
    void aFullQueueOfLookUpsIsBusyAndItsPermitIsFreeAgain() {
        EmulatedPeer one = network.peer("one").start();
        Semaphore permits = new Semaphore(1);
        Timeline time = new Timeline() {
            @Override
            public Instant now() {
                return network.time().now();
            }

            @Override
            public Runnable after(Duration delay, Runnable task) {
                return network.time().after(delay, task);
            }
        };
        Surroundings full = new Surroundings(
                one.self(),
                one.overlay(),
                (question, limit) -> {
                    throw new AssertionError("not looked up");
                },
                (peer, message, timeout) -> new CompletableFuture<>(),
                new NeighbourSummaries(one.id(), null, time),
                time,
                task -> {
                    throw new RejectedExecutionException();
                },
                new SeenQueries(),
                permits);
        for (int i = 0; i < 3; i++) {
            assertReason(Reason.BUSY, new QueryRouter(full).route(forged(NOBODY, List.of())));
        }
        assertThat(permits.availablePermits()).isEqualTo(1);
    }

    @Test
    void aNeighbourThatRefusesForItsRateIsNamedAndNotSuspected() {
        List<EmulatedPeer> peers = Graph.clique(3).on(network);
        peers.get(2).shares("a", "a");
        peers.get(1).lying(real -> {
            throw PeerException.retryAfter(Reason.RATE_LIMITED, "too many", Duration.ofSeconds(1));
        });
        SearchAnswer answer = peers.get(0).find("a");
        assertThat(answer.hits()).hasSize(1);
        assertThat(answer.complete()).isFalse();
        assertThat(answer.coverage().unreachable()).singleElement().satisfies(refused -> {
            assertThat(refused.name()).isEqualTo("p1");
            assertThat(refused.reason()).isEqualTo(Reason.RATE_LIMITED);
        });
        assertThat(peers.get(0).beliefIn(peers.get(1))).isEqualTo(PeerState.ALIVE);
    }

    /** Two graphs of 20 with one link between them. */
    private static Graph ringAndClique() {
        Set<List<Integer>> edges = new HashSet<>(Graph.ring(SIZE).edges());
        Graph.clique(SIZE).edges().forEach(e -> edges.add(List.of(e.get(0) + SIZE, e.get(1) + SIZE)));
        edges.add(List.of(0, SIZE));
        return new Graph(2 * SIZE, edges);
    }

    private static QueryMessage forged(PeerId origin, List<PeerId> asked) {
        return new QueryMessage(
                new UUID(1, 2), origin, asked, null, EmulatedPeer.root("a"), 255, 1_000_000, 1 << 30, 1L << 40, true);
    }

    private static SearchRequest request() {
        return new SearchRequest(null, EmulatedPeer.root("a"), null, null, null, null, false);
    }

    private static Peer imagined(String host) {
        return new Peer(NOBODY, "imagined", EmulatedPeer.url(host), EmulatedPeer.grpc(host), List.of());
    }

    private static SearchAnswer with(SearchAnswer real, List<Hit> hits) {
        return new SearchAnswer(
                real.query(), real.root(), real.id(), 1, 1, 1, 1, hits, real.coverage(), true, false, 1, null);
    }

    private static void assertReason(Reason reason, CompletableFuture<SearchAnswer> answer) {
        assertThatThrownBy(answer::join)
                .cause()
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
