package io.parvada.peer.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.emulation.Graph;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Indirect probes, in virtual time; what is measured stands beside the formula that predicts it. */
class WitnessesTest {

    private static final double LOSS = 0.1;

    /** A probe of both ports fails: one of two requests or of two answers is lost. */
    private static final double FAILS = 1 - Math.pow(1 - LOSS, 4);

    /** None of the witnesses says that it reached the peer: each needs a question, an answer and a probe. */
    private static final double ALL_SILENT = Math.pow(1 - Math.pow(1 - LOSS, 6), Witnesses.ASKED);

    private static final Logger TRANSITIONS = (Logger) LoggerFactory.getLogger(NeighbourTable.class);

    private final EmulatedNetwork network = new EmulatedNetwork(31);

    @BeforeAll
    static void hushed() {
        TRANSITIONS.setLevel(Level.WARN);
    }

    @AfterAll
    static void aloud() {
        TRANSITIONS.setLevel(null);
    }

    @Test
    void aPeerThatOthersReachIsNotDeadForAMomentsLossOfOneLink() {
        List<EmulatedPeer> peers = Graph.clique(5).on(network);
        cutBetween(network, peers.get(0), peers.get(1));
        for (int i = 0; i < 9; i++) {
            network.advance(Duration.ofSeconds(1));
            assertThat(peers.get(0).beliefIn(peers.get(1))).isIn(PeerState.ALIVE, PeerState.SUSPECT);
        }
        network.links((from, to) -> true);
        network.advance(Duration.ofSeconds(2));
        assertThat(peers.get(0).beliefIn(peers.get(1))).isEqualTo(PeerState.ALIVE);
    }

    @Test
    void whoCanNotBeAskedFromHereIsDeadAfterTheLongestDoubtWhoeverVouches() {
        List<EmulatedPeer> peers = Graph.clique(5).on(network);
        cutBetween(network, peers.get(0), peers.get(1));
        network.advance(Suspicion.LONGEST_DOUBT.plusSeconds(4));
        assertThat(peers.get(0).beliefIn(peers.get(1))).isEqualTo(PeerState.DEAD);
        assertThat(peers.get(2).beliefIn(peers.get(1))).isEqualTo(PeerState.ALIVE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theDeadAreDeadWithinFiveSecondsAlsoWhereMostAreFrozen(long tenths) {
        List<EmulatedPeer> peers = Graph.clique(10).on(network);
        network.advance(Duration.ofMillis(tenths * 97));
        peers.subList(4, 9).forEach(EmulatedPeer::freeze);
        peers.get(9).kill();
        network.advance(Duration.ofSeconds(5));
        for (EmulatedPeer living : peers.subList(0, 4)) {
            assertThat(living.overlay().counts())
                    .containsEntry(PeerState.DEAD, 6)
                    .containsEntry(PeerState.ALIVE, 3);
        }
    }

    @Test
    void timeToDeathIsWhatTheArithmeticSays() {
        // From the freeze to the next probe: 0 to 1 s, evenly. Three probes of 1 s, one after the other, each begun
        // at a tick of 0.1 s and up to a tenth early: 3 s + 0.5 s, give or take two ticks.
        List<EmulatedPeer> peers = Graph.clique(4).on(network);
        double sum = 0;
        Random moments = new Random(5);
        for (int i = 0; i < 50; i++) {
            network.advance(Duration.ofMillis(10_000 + moments.nextInt(1000)));
            peers.get(3).freeze();
            int tenths = 0;
            while (peers.get(0).beliefIn(peers.get(3)) != PeerState.DEAD) {
                network.advance(Duration.ofMillis(100));
                tenths++;
            }
            assertThat(tenths).isLessThanOrEqualTo(50);
            sum += tenths / 10.0;
            peers.get(3).thaw();
        }
        assertThat(sum / 50).isBetween(3.3, 3.9);
    }

    @Test
    void falseDeathsStayUnderTheFormulasAndWitnessesMakeThemTenTimesRarer() {
        // A run of failures begins with (1-q)q a probe and goes on with q; who registers meanwhile ends some runs
        // early.
        double alone = (1 - FAILS) * Math.pow(FAILS, 3);
        double vouchedFor = alone * ALL_SILENT / (1 - FAILS * (1 - ALL_SILENT));
        double measuredAlone = falseDeaths(2, 3600) / (2.0 * 3600);
        double measuredVouchedFor = falseDeaths(10, 600) / (10.0 * 9 * 600);
        assertThat(measuredAlone).isBetween(alone / 5, alone);
        assertThat(measuredVouchedFor).isLessThan(vouchedFor).isLessThan(measuredAlone / 10);
    }

    @Test
    void howLongWitnessesKeepACutOffPeerIsGeometric() {
        // The first verdict comes after 3.6 s, as above; each that a witness prevents is followed by another 1.1 s
        // later, and the ninth is prevented by nobody.
        double loss = 0.2;
        double vouched = 1 - Math.pow(1 - Math.pow(1 - loss, 6), Witnesses.ASKED);
        double predicted = 3.6 + 1.1 * vouched * (1 - Math.pow(vouched, 8)) / (1 - vouched);
        double sum = 0;
        int runs = 24;
        for (int run = 0; run < runs; run++) {
            EmulatedNetwork lossy = new EmulatedNetwork(run);
            List<EmulatedPeer> peers = Graph.clique(20).on(lossy);
            lossy.unanswered(loss);
            cutBetween(lossy, peers.get(0), peers.get(1));
            while (peers.get(0).beliefIn(peers.get(1)) != PeerState.DEAD) {
                lossy.advance(Duration.ofMillis(100));
                sum += 0.1;
            }
        }
        assertThat(sum / runs).isBetween(predicted - 0.8, predicted + 0.8);
    }

    @Test
    void onlyWhoIsKnownIsProbedForOthersAndOnceASecondForAll() {
        List<EmulatedPeer> peers = Graph.clique(3).on(network);
        Overlay asked = peers.get(0).overlay();
        CompletableFuture<Boolean> first = asked.probeFor(peers.get(1).id());
        for (int i = 0; i < 1000; i++) {
            assertThat(asked.probeFor(peers.get(1).id())).isSameAs(first);
        }
        assertThat(network.await(first)).isTrue();
        CompletableFuture<Boolean> stranger =
                asked.probeFor(network.peer("stranger").id());
        assertThatThrownBy(stranger::join)
                .cause()
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PEER_NOT_FOUND));
    }

    @Test
    void atMostSoManyAreProbedForOthersAtOnce() {
        List<EmulatedPeer> peers = Graph.clique(40).on(network);
        peers.subList(1, 40).forEach(EmulatedPeer::freeze);
        long refused = peers.stream()
                .skip(1)
                .map(peer -> peers.get(0).overlay().probeFor(peer.id()))
                .filter(CompletableFuture::isCompletedExceptionally)
                .count();
        assertThat(refused).isEqualTo(39 - Witnesses.MOST_AT_ONCE);
    }

    /** How often a live peer was believed DEAD, by all of all, while every message is lost with {@link #LOSS}. */
    private static int falseDeaths(int size, int seconds) {
        EmulatedNetwork lossy = new EmulatedNetwork(size);
        List<EmulatedPeer> peers = Graph.clique(size).on(lossy);
        lossy.unanswered(LOSS);
        Set<List<EmulatedPeer>> dead = new HashSet<>();
        int deaths = 0;
        for (int half = 0; half < 2 * seconds; half++) {
            lossy.advance(Duration.ofMillis(500));
            for (EmulatedPeer peer : peers) {
                for (EmulatedPeer other : peers) {
                    List<EmulatedPeer> pair = List.of(peer, other);
                    boolean now = peer != other && peer.beliefIn(other) == PeerState.DEAD;
                    deaths += now && dead.add(pair) ? 1 : 0;
                    if (!now) {
                        dead.remove(pair);
                    }
                }
            }
        }
        return deaths;
    }

    private static void cutBetween(EmulatedNetwork network, EmulatedPeer one, EmulatedPeer other) {
        network.links((from, to) -> !(from == one && to == other) && !(from == other && to == one));
    }
}
