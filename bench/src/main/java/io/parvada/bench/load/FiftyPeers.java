package io.parvada.bench.load;

import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Pause;
import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Spread;
import io.parvada.bench.report.Table;
import io.parvada.bench.rival.Jars;
import io.parvada.bench.rival.Peer;
import io.parvada.bench.rival.Place;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Fifty real peers on this machine, each of which was told of two others: how long a search takes, and their memory. */
public final class FiftyPeers implements Row {

    private static final int PEERS = 50;
    private static final int QUICK_PEERS = 6;
    private static final int SEARCHES = 200;
    private static final int SECONDS_AT_MOST = 60;
    private static final long SEED = 50;
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    private static final Duration MEET_WITHIN = Duration.ofSeconds(60);
    private static final double MEBIBYTE = 1 << 20;
    private static final String[] SMALL = {
        "-Xmx64m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:CICompilerCount=1"
    };

    private final List<Place> places = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();
    private final Random random = new Random(SEED);

    @Override
    public String title() {
        return PEERS + " real peers on one machine";
    }

    @Override
    public String measure(Setting setting) {
        int count = setting.quick() ? QUICK_PEERS : PEERS;
        try (Lab lab = setting.inMemory()) {
            long start = System.nanoTime();
            startAll(lab, setting, count);
            double started = (System.nanoTime() - start) / 1e9;
            boolean met = meet(count);
            Table table = new Table(
                    "strategy",
                    "searches",
                    "found",
                    "complete",
                    "p50 ms",
                    "p99 ms",
                    "slowest ms",
                    "messages a search",
                    "duplicates",
                    "reached");
            row(table, "flood", count);
            row(table, "bloom", count);
            return report(table, count, started, met);
        }
    }

    /** One after the other, so that each finds the machine free and its friends there. */
    private void startAll(Lab lab, Setting setting, int count) {
        Jars jars = setting.jars().laidOut(lab, setting.repository());
        List<String> flags = new ArrayList<>(List.of(SMALL));
        flags.add(jars.archiveFlag());
        for (int i = 0; i < count; i++) {
            List<Place> friends = i == 0
                    ? List.of()
                    : Stream.of(places.get(i - 1), places.get(i / 2)).distinct().toList();
            Place place = Place.onLoopback(lab, flags.toArray(String[]::new))
                    .named("peer" + i)
                    .knowing(friends);
            places.add(place);
            Peer peer = Peer.begin(lab, jars, place, Shares.write(lab, i));
            peers.add(peer);
            Pause.until(
                    place.name() + " answers",
                    STARTS_WITHIN,
                    () -> peer.running(lab) && peer.files().isPresent());
        }
    }

    /** Whether a search of the first, and one of the last, for what all have found all of them. */
    private boolean meet(int count) {
        try {
            Pause.until("all have met", MEET_WITHIN, 1_000, () -> holders(0) == count && holders(count - 1) == count);
            return true;
        } catch (IllegalStateException late) {
            return false;
        }
    }

    private int holders(int asked) {
        return peers.get(asked)
                .get("/search?timeout=10s&ttl=7&query=" + Shares.COMMON)
                .path("hits")
                .path(0)
                .path("peers")
                .size();
    }

    private void row(Table table, String strategy, int count) {
        List<Asker.Answer> answers = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS_AT_MOST).toNanos();
        for (int i = 0; i < SEARCHES && System.nanoTime() < end; i++) {
            String name = Shares.own(random.nextInt(count), i % 10);
            int asked = random.nextInt(count);
            try (Asker asker = new Asker(places.get(asked).restPort())) {
                answers.add(asker.get("/search?timeout=5s&strategy=" + strategy + "&query=" + name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Askers.Times times = Askers.Times.of(answers);
        table.row(
                strategy,
                times.count(),
                answers.stream()
                        .filter(each -> each.json().path("hits").size() > 0)
                        .count(),
                times.complete(),
                Numbers.plain(times.percentile(50)),
                Numbers.plain(times.percentile(99)),
                Numbers.plain(times.percentile(100)),
                median(answers, each -> coverage(each, "messages")),
                median(answers, each -> coverage(each, "duplicates")),
                median(answers, each -> coverage(each, "answered") - coverage(each, "duplicates") + 1));
    }

    private static double coverage(Asker.Answer answer, String what) {
        return answer.json().path("coverage").path(what).asDouble();
    }

    private static String median(List<Asker.Answer> answers, ToDoubleFunction<Asker.Answer> value) {
        return Numbers.of(
                "%.0f", Spread.of(answers.stream().mapToDouble(value).toArray()).median());
    }

    private String report(Table table, int count, double started, boolean met) {
        double[] resident = peers.stream()
                .mapToDouble(peer -> peer.server().residentBytes() / MEBIBYTE)
                .toArray();
        Spread mebibytes = Spread.of(resident);

        return table
                + Numbers.of(
                        "\nResident memory of a peer after the searches: median %.0f MiB, %.0f–%.0f.\n",
                        mebibytes.median(), mebibytes.min(), mebibytes.max())
                + Numbers.of(
                        "%d peers were started one after the other in %.0f s, archive of classes included; ",
                        count, started)
                + (met
                        ? "then a search found what all have at all of them.\n"
                        : "a search did not find what all have at all of them within " + MEET_WITHIN.toSeconds()
                                + " s.\n")
                + "Each was told of two others at most. One search at a time, from a peer at random for a file that one"
                + " peer has; ttl and fanout as they\ncome, 5 s of time. JVM: " + String.join(" ", SMALL)
                + ", its JAR laid out, with the archive of its classes.\n";
    }
}
