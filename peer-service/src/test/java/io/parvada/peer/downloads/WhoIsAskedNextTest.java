package io.parvada.peer.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.transfer.content.FileName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search finds more holders than are asked at once, and those that do not answer come first in it, each time. */
class WhoIsAskedNextTest {

    private static final DownloadRequest FILM = new DownloadRequest(new FileName("film.bin"), null, null, null);

    @TempDir
    Path home;

    private FetchingPeer peer;

    @BeforeEach
    void start() throws Exception {
        peer = new FetchingPeer(home, 1_500_000);
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    @Test
    void nineClosedAddressesDoNotKeepAnHonestHolderFromEverBeingAsked() {
        closed(9);
        peer.holders.add(peer.holder("honest"));
        UUID id = peer.downloads.start(FILM).join().id();
        assertThat(runsUntilDone(id)).isEqualTo(2);
    }

    @Test
    void whoProvedItselfIsAskedBeforeAnyNumberOfAddressesOnHearsay() {
        closed(200);
        peer.holders.add(peer.holder("honest"));
        peer.met.add("honest");
        UUID id = peer.downloads.start(FILM).join().id();
        assertThat(runsUntilDone(id)).isEqualTo(1);
    }

    @Test
    void eightThatProvedThemselvesAndCannotBeReachedAreNotAskedAloneForEver() {
        for (MemoryHolder each : closed(8)) {
            peer.met.add(each.name);
        }
        peer.holders.add(peer.holder("honest"));
        UUID id = peer.downloads.start(FILM).join().id();
        assertThat(runsUntilDone(id)).isEqualTo(1);
    }

    @Test
    void afterSixtyFourThatFailedFurtherOnesAreStillAsked() {
        List<MemoryHolder> closed = closed(96); // twelve runs of eight, so that the honest one comes alone
        MemoryHolder honest = peer.holder("honest");
        peer.holders.add(honest);
        UUID id = peer.downloads.start(FILM).join().id();
        assertThat(runsUntilDone(id)).isEqualTo(13);
        assertThat(closed).allMatch(MemoryHolder::wasAsked);
        assertThat(peer.downloads.find(id).holders()).hasSizeLessThanOrEqualTo(HolderTable.MOST);
    }

    @Test
    void aBannedHolderStaysBannedHoweverManyFail() {
        MemoryHolder liar = new MemoryHolder("liar", new byte[1_500_000], peer.layer);
        peer.holders.add(liar);
        closed(80);
        UUID id = peer.downloads.start(FILM).join().id();
        for (int run = 1; run <= 12; run++) {
            nextRun(id, run);
        }
        assertThat(peer.downloads.find(id).holders())
                .anyMatch(part -> part.name().equals("liar") && part.banned());
    }

    private List<MemoryHolder> closed(int count) {
        List<MemoryHolder> closed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            closed.add(peer.holder("a%03d".formatted(i)).closed());
        }
        peer.holders.addAll(closed);
        return closed;
    }

    private int runsUntilDone(UUID id) {
        int run = 1;
        while (!nextRun(id, run)) {
            run++;
        }
        return run;
    }

    /** Waits for the run's end; true when it was the last, else the next one begins. */
    private boolean nextRun(UUID id, int run) {
        await().until(() ->
                peer.downloads.find(id).state().ended() || peer.time.pauses().size() == run);
        if (peer.downloads.find(id).state().ended()) {
            return true;
        }
        await().until(() -> peer.downloads.find(id).state() == DownloadState.WAITING);
        peer.time.pass(Downloads.PAUSE);
        return false;
    }
}
