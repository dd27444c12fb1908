package io.parvada.peer.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.parvada.peer.address.Endpoint;
import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.ProbeAnswer;
import io.parvada.peer.membership.Reached;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.search.SearchRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Peers that prove themselves, introduce themselves without end and hide what others share: what they can displace. */
class LiarsTest {

    private static final Logger TRANSITIONS = (Logger) LoggerFactory.getLogger(NeighbourTable.class);
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @BeforeAll
    static void hushed() {
        TRANSITIONS.setLevel(Level.ERROR);
    }

    @AfterAll
    static void aloud() {
        TRANSITIONS.setLevel(null);
    }

    @Test
    void aSwarmOfLiarsDoesNotEmptyAViewOfHonestPeers() {
        EmulatedNetwork network = new EmulatedNetwork(67);
        List<EmulatedPeer> honest = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            EmulatedPeer peer = network.peer("h" + i).shares("everywhere", "everywhere");
            if (i > 0) {
                peer.friend("h" + (i - 1));
            }
            honest.add(peer.start());
            network.advance(Duration.ofMillis(200));
        }
        network.advance(Duration.ofSeconds(20));
        EmulatedPeer victim = honest.get(0);
        List<EmulatedPeer> liars = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            liars.add(network.peer("liar" + i)
                    .friends(victim)
                    .lying(LiarsTest::nothing)
                    .start());
        }
        int fewest = View.MOST;
        for (int second = 0; second < 60; second++) {
            liars.forEach(liar -> victim.overlay().registered(liar.self(), Visitors.PROTOCOL, false));
            network.advance(Duration.ofSeconds(1));
            fewest = Math.min(fewest, inView(victim, honest));
        }
        assertThat(inView(victim, liars)).as("who introduces itself is let in").isPositive();
        assertThat(fewest).as("honest ones in the view").isGreaterThanOrEqualTo(2);
        SearchAnswer answer = network.await(victim.search()
                .search(new SearchRequest(null, EmulatedPeer.root("everywhere"), 7, null, null, null, false)));
        assertThat(answer.hits().get(0).peers()).hasSizeGreaterThan(12);
    }

    /** 48 ids of which 24 come again and again: theirs are 8 places, and half of the 8 that go by lot. */
    @Test
    void howOftenSomebodyComesDoesNotChangeItsShareOfTheHalfThatGoesByLot() {
        double honest = 0;
        int runs = 200;
        for (int run = 0; run < runs; run++) {
            NeighbourTable table = new NeighbourTable(new View(id -> false, new Random(run)));
            meet(table, 0, 24);
            for (int round = 0; round < 50; round++) {
                meet(table, 24, 48);
            }
            honest += inView(table, 0, 24).size();
        }
        assertThat(honest / runs).isBetween(3.5, 4.5);
    }

    @Test
    void theFullHalfThatGoesByLotIsPushedOutByNobodyAndTheOtherByWhoeverComes() {
        NeighbourTable table = new NeighbourTable(new View(id -> false, new Random(3)));
        meet(table, 0, 100);
        Set<Integer> stayed = new HashSet<>(inView(table, 0, 100));
        assertThat(stayed).hasSize(View.MOST);
        for (int round = 0; round < 50; round++) {
            meet(table, 0, round % 2 == 0 ? 50 : 100); // for whoever comes last is in
            stayed.retainAll(inView(table, 0, 100));
        }
        assertThat(stayed).hasSize(View.MOST / 2);
    }

    @Test
    void whereFriendsLeaveFewPlacesHalfOfThoseGoByLot() {
        Predicate<PeerId> friends = id -> number(id) < 12;
        NeighbourTable table = new NeighbourTable(new View(friends, new Random(3)));
        meet(table, 0, 60);
        Set<Integer> stayed = new HashSet<>(inView(table, 0, 60));
        for (int round = 0; round < 50; round++) {
            meet(table, 12, round % 2 == 0 ? 36 : 60);
            stayed.retainAll(inView(table, 0, 60));
        }
        assertThat(inView(table, 0, 60)).hasSize(View.MOST);
        assertThat(stayed).hasSize(12 + 2);
    }

    /** Says that it found nothing, and that this was all. */
    private static SearchAnswer nothing(SearchAnswer told) {
        return new SearchAnswer(
                told.query(),
                told.root(),
                told.id(),
                told.ttl(),
                told.fanout(),
                told.limit(),
                told.timeoutMs(),
                List.of(),
                told.coverage(),
                true,
                false,
                told.tookMs(),
                null);
    }

    private static int inView(EmulatedPeer peer, Collection<EmulatedPeer> others) {
        return (int) others.stream()
                .filter(other -> peer.overlay()
                        .find(other.id())
                        .filter(Neighbour::inView)
                        .isPresent())
                .count();
    }

    private static void meet(NeighbourTable table, int from, int to) {
        for (int i = from; i < to; i++) {
            Peer peer = new Peer(id(i), "p" + i, EmulatedPeer.url("p" + i), EmulatedPeer.grpc("p" + i), List.of());
            Endpoint at = peer.endpoints().get(0);
            table.met(peer, at, new ProbeAnswer(peer, true, 0L, Duration.ofMillis(1), Reached.BOTH), NOW);
        }
    }

    private static List<Integer> inView(NeighbourTable table, int from, int to) {
        return table.all().stream()
                .filter(Neighbour::inView)
                .map(neighbour -> number(neighbour.peer().id()))
                .filter(number -> number >= from && number < to)
                .toList();
    }

    private static PeerId id(int number) {
        return new PeerId("a".repeat(24) + (char) ('a' + number / 26) + (char) ('a' + number % 26));
    }

    private static int number(PeerId id) {
        return (id.value().charAt(24) - 'a') * 26 + id.value().charAt(25) - 'a';
    }
}
