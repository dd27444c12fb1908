package io.parvada.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.downloads.DownloadRequest;
import io.parvada.peer.downloads.DownloadState;
import io.parvada.peer.downloads.DownloadView;
import io.parvada.peer.downloads.Downloads;
import io.parvada.peer.overlay.Overlay;
import io.parvada.peer.overlay.PeerState;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.transfer.content.FileName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One seed whose link is slow and five peers that fetch the same at once: the file spreads while it is arriving. */
class SwarmTest {

    private static final int FETCHERS = 5;
    private static final int SIZE = (24 << 20) + 12_345;
    private static final DownloadRequest FILM = new DownloadRequest(new FileName("film.bin"), null, null, null);

    @TempDir
    Path home;

    @Test
    void fiveFetchersGiveEachOtherWhatTheSeedGaveOneOfThem() throws Exception {
        byte[] film = new byte[SIZE];
        new Random(5).nextBytes(film);
        Files.createDirectories(home.resolve("seed/share"));
        Files.write(home.resolve("seed/share/film.bin"), film);
        List<RunningPeer> fetchers = new ArrayList<>();
        try (RunningPeer seed = RunningPeer.start(home.resolve("seed"), "seed", "peer.limits.send_rate=4MB")) {
            for (int i = 0; i < FETCHERS; i++) {
                fetchers.add(RunningPeer.start(home.resolve("f" + i), "f" + i, "peer.friend_primary=" + seed.url()));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> ready(seed, fetchers));

            List<UUID> ids = new ArrayList<>();
            for (RunningPeer fetcher : fetchers) {
                ids.add(fetcher.bean(Downloads.class).start(FILM).join().id());
            }
            for (int i = 0; i < FETCHERS; i++) {
                Downloads downloads = fetchers.get(i).bean(Downloads.class);
                UUID id = ids.get(i);
                await().atMost(Duration.ofSeconds(90))
                        .until(() -> downloads.find(id).state().ended());
                DownloadView end = downloads.find(id);
                assertThat(end.state()).as(end.toString()).isEqualTo(DownloadState.DONE);
                assertThat(fetchers.get(i).share().resolve("film.bin")).hasBinaryContent(film);
                System.out.println(end.holders());
            }

            long sent = seed.bean(Bandwidth.class).send().totalBytes();
            System.out.printf("the seed sent %.2f times the file's size%n", (double) sent / SIZE);
            assertThat(sent).isBetween((long) SIZE, 3L * SIZE);
        } finally {
            fetchers.forEach(RunningPeer::close);
        }
    }

    private static boolean ready(RunningPeer seed, List<RunningPeer> fetchers) {
        boolean hashed = seed.bean(Catalog.class).indexing().done() > 0;
        return hashed
                && fetchers.stream()
                        .allMatch(peer -> peer.bean(Overlay.class).counts().get(PeerState.ALIVE) == FETCHERS);
    }
}
