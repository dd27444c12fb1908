package io.parvada.peer.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.search.SearchRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Many peers that come and go, in virtual time: the view stays within its bounds and connected, answers stay honest. */
class SwarmChurnTest {

    private static final Logger TRANSITIONS = (Logger) LoggerFactory.getLogger(NeighbourTable.class);
    private static final int SIZE = 80;

    private final EmulatedNetwork network = new EmulatedNetwork(53);
    private final Random random = new Random(53);
    private final List<EmulatedPeer> living = new ArrayList<>();
    private int born;

    @BeforeAll
    static void hushed() {
        TRANSITIONS.setLevel(Level.ERROR);
    }

    @AfterAll
    static void aloud() {
        TRANSITIONS.setLevel(null);
    }

    @Test
    void upToSixteenPeersSeeAllOthersAndOneMoreTooAndThenViewsAreFull() {
        join(16, Duration.ofMillis(200));
        network.advance(Duration.ofSeconds(70));
        assertThat(living).allSatisfy(peer -> assertThat(degree(peer)).isEqualTo(15));
        SearchAnswer answer = search(living.get(3), SearchSettings.DEFAULTS.ttl());
        assertThat(answer.coverage().messages()).isEqualTo(15);
        assertThat(answer.complete()).isTrue();

        join(14, Duration.ofMillis(200));
        network.advance(Duration.ofSeconds(40));
        assertThat(living).allSatisfy(peer -> assertThat(degree(peer)).isEqualTo(View.MOST));
    }

    @Test
    void degreesStayWithinBoundsAndTheSwarmConnectedWhilePeersComeAndGo() {
        join(SIZE, Duration.ofMillis(200));
        network.advance(Duration.ofSeconds(20));
        assertSound();
        int complete = 0;
        for (int second = 0; second < 20; second++) {
            living.remove(random.nextInt(living.size())).stop();
            join(1, Duration.ofSeconds(1));
            complete += honest(search(living.get(random.nextInt(living.size())), 7)) ? 1 : 0;
        }
        assertThat(complete).as("complete while peers leave").isBetween(1, 20);
        for (int second = 0; second < 20; second++) {
            living.remove(random.nextInt(living.size())).kill();
            join(1, Duration.ofSeconds(1));
            assertThat(honest(search(living.get(random.nextInt(living.size())), 7)))
                    .as("complete once peers were killed")
                    .isFalse();
        }
        network.advance(Duration.ofSeconds(10));
        assertSound();
    }

    @Test
    void whoIsLetIntoTheViewIsWatchedFromThenOn() {
        join(24, Duration.ofMillis(200));
        network.advance(Duration.ofSeconds(20));
        EmulatedPeer host = living.get(0);
        EmulatedPeer visitor = living.stream()
                .filter(peer -> host.overlay()
                        .find(peer.id())
                        .filter(Neighbour::isCandidate)
                        .isPresent())
                .findFirst()
                .orElseThrow();
        network.await(host.overlay().registered(visitor.self(), Visitors.PROTOCOL, false));
        assertThat(view(host)).contains(visitor);
        visitor.kill();
        network.advance(Duration.ofSeconds(5));
        assertThat(host.beliefIn(visitor)).isEqualTo(PeerState.DEAD);
    }

    @Test
    void configuredFriendsStayInTheViewHoweverManyIntroduceThemselves() {
        List<EmulatedPeer> friends = new ArrayList<>();
        EmulatedPeer popular = network.peer("popular");
        for (int i = 0; i < 20; i++) {
            EmulatedPeer friend = network.peer("friend" + i);
            friends.add(friend.start());
            popular.friends(friend);
        }
        popular.start();
        network.advance(Duration.ofSeconds(5));
        for (int i = 0; i < 20; i++) {
            network.peer("stranger" + i).friends(popular).start();
            network.advance(Duration.ofSeconds(1));
        }
        assertThat(friends)
                .allSatisfy(friend -> assertThat(popular.overlay()
                                .find(friend.id())
                                .orElseThrow()
                                .inView())
                        .isTrue());
    }

    @Test
    void whenEverySecondPeerDiesAtOnceTheOthersStayConnectedAndSayWhomTheyMiss() {
        join(60, Duration.ofMillis(200));
        network.advance(Duration.ofSeconds(20));
        List<EmulatedPeer> dead = new ArrayList<>(living.subList(0, 30));
        dead.forEach(EmulatedPeer::kill);
        living.removeAll(dead);
        network.advance(Duration.ofSeconds(15));
        assertSound();
        SearchAnswer answer = search(living.get(5), 7);
        assertThat(answer.hits().get(0).peers()).hasSize(30);
        assertThat(answer.complete()).isFalse();
        assertThat(answer.coverage().unreachable())
                .isNotEmpty()
                .allSatisfy(missing ->
                        assertThat(dead).extracting(peer -> peer.id().value()).contains(missing.id()));
    }

    @Test
    void theHalvesOfACutLargerThanAViewAreOneSwarmAgainTenSecondsAfterIt() {
        join(60, Duration.ofMillis(200));
        network.advance(Duration.ofSeconds(20));
        network.links((from, to) -> (living.indexOf(from) < 30) == (living.indexOf(to) < 30));
        network.advance(Duration.ofSeconds(30));
        assertThat(degree(living.get(7))).isBetween(View.LEAST, View.MOST);
        network.links((from, to) -> true);
        network.advance(Duration.ofSeconds(10));
        assertSound();
        assertThat(search(living.get(7), 7).hits().get(0).peers()).hasSize(60);
    }

    @Test
    void inDegreesAreSpreadAroundTheSizeOfAView() {
        join(60, Duration.ofMillis(200));
        network.advance(Duration.ofSeconds(60));
        Map<EmulatedPeer, Integer> in = new HashMap<>();
        living.forEach(peer -> view(peer).forEach(other -> in.merge(other, 1, Integer::sum)));
        assertThat(in).hasSize(60);
        double mean = in.values().stream().mapToInt(i -> i).average().orElseThrow();
        assertThat(mean).isBetween(View.MOST - 0.5, View.MOST + 0.0);
        // Binomial(59, 16/59): standard deviation 3.4; nobody of 60 is four of them below the mean.
        assertThat(in.values()).allSatisfy(degree -> assertThat(degree).isGreaterThanOrEqualTo(2));
    }

    /** Each names one that is there already, at random. */
    private void join(int count, Duration every) {
        for (int i = 0; i < count; i++) {
            EmulatedPeer peer = network.peer("p" + born++).shares("everywhere", "everywhere");
            if (!living.isEmpty()) {
                peer.friends(living.get(random.nextInt(living.size())));
            }
            living.add(peer.start());
            network.advance(every);
        }
    }

    private SearchAnswer search(EmulatedPeer origin, int ttl) {
        Instant began = network.time().now();
        SearchAnswer answer = network.await(origin.search()
                .search(new SearchRequest(null, EmulatedPeer.root("everywhere"), ttl, null, null, null, false)));
        assertThat(Duration.between(began, network.time().now()))
                .isLessThanOrEqualTo(SearchSettings.DEFAULTS.deadline().plusMillis(50));
        return answer;
    }

    /** Complete means that nobody is missing. @return whether it is */
    private boolean honest(SearchAnswer answer) {
        if (answer.complete()) {
            assertThat(answer.hits().get(0).peers())
                    .extracting(Peer::id)
                    .containsAll(living.stream().map(EmulatedPeer::id).toList());
        }
        return answer.complete();
    }

    private void assertSound() {
        assertThat(living).allSatisfy(peer -> assertThat(degree(peer)).isBetween(View.LEAST, View.MOST));
        Map<EmulatedPeer, Set<EmulatedPeer>> askedBy = new HashMap<>();
        living.forEach(peer -> view(peer)
                .forEach(other ->
                        askedBy.computeIfAbsent(other, o -> new HashSet<>()).add(peer)));
        Map<EmulatedPeer, Set<EmulatedPeer>> asks = new HashMap<>();
        living.forEach(peer -> asks.put(peer, view(peer)));
        assertThat(reachable(asks)).as("whom the first one reaches").hasSize(living.size());
        assertThat(reachable(askedBy)).as("who reaches the first one").hasSize(living.size());
    }

    private Set<EmulatedPeer> reachable(Map<EmulatedPeer, Set<EmulatedPeer>> edges) {
        Set<EmulatedPeer> reached = new HashSet<>(List.of(living.get(0)));
        Deque<EmulatedPeer> toVisit = new ArrayDeque<>(reached);
        while (!toVisit.isEmpty()) {
            for (EmulatedPeer next : edges.getOrDefault(toVisit.remove(), Set.of())) {
                if (reached.add(next)) {
                    toVisit.add(next);
                }
            }
        }
        return reached;
    }

    private Set<EmulatedPeer> view(EmulatedPeer peer) {
        Set<EmulatedPeer> view = new HashSet<>();
        for (EmulatedPeer other : living) {
            if (peer.overlay().find(other.id()).filter(Neighbour::inView).isPresent()) {
                view.add(other);
            }
        }
        return view;
    }

    private static int degree(EmulatedPeer peer) {
        return (int)
                peer.overlay().neighbours().stream().filter(Neighbour::inView).count();
    }
}
