package io.parvada.bench.race;

import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Pause;
import io.parvada.bench.rival.Peer;
import io.parvada.bench.rival.Place;
import io.parvada.bench.row.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** The namespaces that scripts/bench/links.sh has made, each behind a link of its own; numbered from 1. */
final class Links {

    /** What a row says without them. */
    static final String MISSING = "Not here: network namespaces and `tc` take root on Linux.\n";

    private static final int REST = 8001;
    private static final int GRPC = 50051;

    private final String spaces = System.getProperty("bench.links", "");

    boolean missing() {
        return spaces.isEmpty();
    }

    /** So many peers, one in each, whose shares are {@code share1} and so on; returns when all know each other. */
    List<Peer> peers(Lab lab, Setting setting, int count, Duration meetWithin) {
        List<Peer> peers = new ArrayList<>();
        for (int n = 1; n <= count; n++) {
            List<String> friends = n == 1 ? List.of() : List.of("http://" + host(1) + ":" + REST);
            Place place = new Place("peer" + n, host(n), REST, GRPC, friends, launcher(n), List.of());
            peers.add(Peer.start(lab, setting.jars(), place, lab.directory("share" + n)));
        }
        Pause.until(
                "the peers know each other",
                meetWithin,
                () -> peers.stream().allMatch(peer -> alive(peer) == count - 1));
        return peers;
    }

    /** What a command in the namespace begins with. */
    List<String> launcher(int n) {
        return List.of("ip", "netns", "exec", spaces + "-holder" + n);
    }

    static String host(int n) {
        return "10.213." + n + ".2";
    }

    /** What has come out of the namespace over its link, since that was made. */
    static double sentBytes(int n) {
        try {
            Path counter = Path.of("/sys/class/net/link" + n + "/statistics/rx_bytes");
            return Double.parseDouble(Files.readString(counter).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long alive(Peer peer) {
        return StreamSupport.stream(peer.get("/peers").path("peers").spliterator(), false)
                .filter(other -> "alive".equals(other.path("state").asString("")))
                .count();
    }
}
