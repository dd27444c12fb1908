package io.parvada.peer.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.parvada.peer.emulation.EmulatedNetwork;
import io.parvada.peer.emulation.EmulatedPeer;
import io.parvada.peer.emulation.Graph;
import io.parvada.peer.search.SearchRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A friend whose ports answer every probe and whose searches do not come: what is believed, logged and written of it. */
class LateSearchesTest {

    private static final Logger TRANSITIONS = (Logger) LoggerFactory.getLogger(NeighbourTable.class);

    private final EmulatedNetwork network = new EmulatedNetwork(29);
    private final List<EmulatedPeer> peers = Graph.clique(3).on(network);
    private final EmulatedPeer asker = peers.get(0);
    private final EmulatedPeer slow = peers.get(1);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        TRANSITIONS.addAppender(logged);
    }

    @AfterEach
    void listenNoMore() {
        TRANSITIONS.detachAppender(logged);
    }

    /** Shorter and longer than the time from probe to probe. */
    @ParameterizedTest
    @ValueSource(ints = {200, 800, 2000})
    void itIsSuspectedOnceAtMostAndTheListOnDiskStaysAsItIs(int deadlineMillis) {
        slow.answersQueriesAfter(Duration.ofSeconds(10));
        int kept = asker.timesKept();
        for (int i = 0; i < 60; i++) {
            search(deadlineMillis);
            network.advance(Duration.ofSeconds(1));
        }
        assertThat(logged.list)
                .as("to SUSPECT and back")
                .filteredOn(event -> event.getFormattedMessage().contains("p1"))
                .hasSizeLessThanOrEqualTo(2);
        assertThat(asker.timesKept()).isEqualTo(kept);
        assertThat(asker.beliefIn(slow)).isEqualTo(PeerState.ALIVE);
    }

    @Test
    void whenItsPortsAnswerNoMoreItIsDeadAsSoonAsAnyOther() {
        slow.answersQueriesAfter(Duration.ofSeconds(10));
        for (int i = 0; i < 5; i++) {
            search(200);
            network.advance(Duration.ofSeconds(1));
        }
        slow.freeze();
        network.advance(Duration.ofSeconds(5));
        assertThat(asker.beliefIn(slow)).isEqualTo(PeerState.DEAD);
        network.advance(Duration.ofSeconds(2));
        assertThat(asker.timesKept()).as("its death is on disk").isPositive();
    }

    private void search(int deadlineMillis) {
        Duration deadline = Duration.ofMillis(deadlineMillis);
        network.await(asker.search()
                .search(new SearchRequest(null, EmulatedPeer.root("a"), null, null, null, deadline, false)));
    }
}
