package io.parvada.peer.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.query.Coverage;
import io.parvada.peer.query.SearchAnswer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whom a peer knew before its restart, in virtual time. */
class RestartTest {

    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    private final EmulatedNetwork network = new EmulatedNetwork(23);
    private final EmulatedPeer one = network.peer("one").keepsItsDisk();
    private final EmulatedPeer two = network.peer("two");
    private final EmulatedPeer three = network.peer("three");

    @Test
    void knownPeersThatNobodyNamesAsFriendsAreFoundAgainAfterARestart() {
        oneThatKnowsBoth();
        one.kill();
        network.advance(FIVE_SECONDS);

        one.start();
        assertThat(one.beliefIn(two)).as("nobody counts before it answers").isEqualTo(PeerState.DEAD);
        network.advance(Duration.ofSeconds(1));

        assertThat(one.beliefIn(two)).isEqualTo(PeerState.ALIVE);
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.ALIVE);
    }

    @Test
    void aKnownPeerThatIsNotThereAfterARestartIsMissingFromEveryAnswerForADay() {
        oneThatKnowsBoth();
        one.kill();
        two.kill();
        one.start();
        network.advance(Duration.ofHours(23));

        SearchAnswer answer = one.find("anything");

        assertThat(answer.complete()).isFalse();
        assertThat(answer.coverage().known()).isEqualTo(3);
        assertThat(answer.coverage().unreachable())
                .extracting(Coverage.Unreachable::id)
                .containsExactly(two.id().value());
        network.advance(Duration.ofHours(1).plusSeconds(10));
        assertThat(one.beliefIn(two)).isNull();
        assertThat(one.find("anything").complete()).isTrue();
    }

    @Test
    void restartsDoNotMakeTheDayLonger() {
        oneThatKnowsBoth();
        two.kill();
        for (int i = 0; i < 25; i++) {
            one.kill();
            one.start();
            network.advance(Duration.ofHours(1));
        }
        assertThat(one.beliefIn(two)).isNull();
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.ALIVE);
    }

    @Test
    void whoHadLeftIsNotMissingAfterARestart() {
        oneThatKnowsBoth();
        two.stop();
        network.advance(Duration.ofSeconds(2));
        one.kill();
        one.start();
        network.advance(FIVE_SECONDS);

        assertThat(one.beliefIn(two)).isEqualTo(PeerState.LEFT);
        assertThat(one.find("anything").complete()).isTrue();
    }

    @Test
    void whoWasForgottenStaysForgotten() {
        oneThatKnowsBoth();
        two.kill();
        one.overlay().forget(two.id());
        network.advance(Duration.ofSeconds(2));
        one.kill();
        one.start();
        assertThat(one.beliefIn(two)).isNull();
        assertThat(one.beliefIn(three)).isNotNull();
    }

    @Test
    void anotherPeerAtAKnownAddressIsNotTheOneThatWasKnown() {
        oneThatKnowsBoth();
        one.kill();
        two.kill();
        EmulatedPeer other = network.peer("other");
        other.start().listensAt("two");

        one.start();
        network.advance(FIVE_SECONDS);

        assertThat(one.beliefIn(two)).isEqualTo(PeerState.DEAD);
        assertThat(one.beliefIn(other)).isNull();
        assertThat(network.sent()).as("no query for who does not live there").isEmpty();
    }

    @Test
    void aPeerThatMovedWhileItWasRestartedTellsThoseWhomItKnew() {
        oneThatKnowsBoth();
        one.kill();
        network.advance(Duration.ofSeconds(20));
        one.describedAs(one.id(), "elsewhere").start().listensAt("elsewhere");
        network.advance(FIVE_SECONDS);

        Neighbour known = two.overlay().find(one.id()).orElseThrow();
        assertThat(known.state()).isEqualTo(PeerState.ALIVE);
        assertThat(known.peer().url()).isEqualTo(EmulatedPeer.url("elsewhere"));
    }

    private void oneThatKnowsBoth() {
        one.start();
        two.friends(one).start();
        three.friends(one).start();
        network.advance(Duration.ofSeconds(10));
        assertThat(one.beliefIn(two)).isEqualTo(PeerState.ALIVE);
        assertThat(one.beliefIn(three)).isEqualTo(PeerState.ALIVE);
        network.sent().clear();
    }
}
