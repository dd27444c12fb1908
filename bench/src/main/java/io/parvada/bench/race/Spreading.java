package io.parvada.bench.race;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.RandomFile;
import io.parvada.bench.lab.Running;
import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Spread;
import io.parvada.bench.report.Table;
import io.parvada.bench.report.Verdicts;
import io.parvada.bench.rival.Peer;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One seed and five peers that fetch the same at once, each behind 40 Mbit/s: how long until all five have it, and how
 * often the seed sent it. Beside it five clients, which give each other nothing. Runs in the namespaces of
 * scripts/bench/links.sh; without them it says so.
 */
public final class Spreading implements Row {

    private static final long BYTES = 48L << 20;
    private static final int FETCHERS = 5;
    private static final double LINK_BITS = 40e6;
    private static final int TURNS = 5;
    private static final Duration MEET_WITHIN = Duration.ofMinutes(2);
    private static final Duration FETCH_WITHIN = Duration.ofMinutes(5);
    private static final String NAME = "big.bin";

    /**
     * @param copies how often the seed's link carried the file
     * @param whole how many of the five had all of it in the end
     */
    private record Turn(double seconds, double copies, int whole) {}

    private final Links links = new Links();

    @Override
    public String title() {
        return "one seed, five that fetch the same, each behind 40 Mbit/s";
    }

    @Override
    public String measure(Setting setting) {
        if (links.missing()) {
            return Links.MISSING;
        }
        try (Lab lab = setting.inMemory()) {
            Path source = RandomFile.write(lab.directory("share1").resolve(NAME), setting.bytes(BYTES));
            List<Peer> peers = links.peers(lab, setting, 1 + FETCHERS, MEET_WITHIN);
            List<Turn> spreading = new ArrayList<>();
            List<Turn> apart = new ArrayList<>();
            for (int turn = 0; turn < (setting.quick() ? 1 : TURNS); turn++) {
                spreading.add(byPeers(peers, source));
                apart.add(byClients(lab, peers, source));
            }
            return report(source.toFile().length(), spreading, apart);
        }
    }

    /** All fetch at once into their shares, from the seed and from each other. */
    private static Turn byPeers(List<Peer> peers, Path source) {
        List<Peer> fetchers = peers.subList(1, peers.size());
        double sentBefore = Links.sentBytes(1);
        long start = System.nanoTime();
        // All are asked before the first has answered.
        List<CompletableFuture<String>> asked = fetchers.stream()
                .map(peer -> CompletableFuture.supplyAsync(() -> peer.fetch(NAME)))
                .toList();
        List<String> ids = asked.stream().map(CompletableFuture::join).toList();
        for (int n = 0; n < FETCHERS; n++) {
            fetchers.get(n).awaitFetched(ids.get(n), FETCH_WITHIN);
        }
        Turn turn = turn(start, sentBefore, source, FETCHERS);
        for (Peer fetcher : fetchers) {
            check(source, fetcher.share().resolve(NAME));
            fetcher.delete(NAME);
        }
        fetchers.forEach(fetcher -> fetcher.server().settle());
        return turn;
    }

    /** A client beside each fetcher, all at once: each has its file from the seed alone. */
    private Turn byClients(Lab lab, List<Peer> peers, Path source) {
        double sentBefore = Links.sentBytes(1);
        long start = System.nanoTime();
        List<Path> targets = new ArrayList<>();
        List<Running> clients = new ArrayList<>();
        for (int n = 2; n <= 1 + FETCHERS; n++) {
            Path target = lab.directory("in" + n).resolve(NAME);
            List<String> words = new ArrayList<>(links.launcher(n));
            words.addAll(peers.get(0)
                    .client("download_grpc", "--filename", NAME, "--output", target)
                    .words());
            targets.add(target);
            clients.add(lab.begin("client" + n, new Command(words)));
        }
        // Five streams fight for one link; who gets nothing for too long gives up, and that is told, not hidden.
        int whole = (int) clients.stream()
                .mapToInt(Running::await)
                .filter(exit -> exit == 0)
                .count();
        Turn turn = turn(start, sentBefore, source, whole);
        for (Path target : targets) {
            if (Files.exists(target)) {
                check(source, target);
                Contender.delete(target);
            }
        }
        return turn;
    }

    private static Turn turn(long start, double sentBefore, Path source, int whole) {
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Turn(
                seconds, (Links.sentBytes(1) - sentBefore) / source.toFile().length(), whole);
    }

    private static String report(long bytes, List<Turn> spreading, List<Turn> apart) {
        double once = bytes * 8 / LINK_BITS;
        Spread peers = Spread.of(spreading.stream().mapToDouble(Turn::seconds).toArray());
        Spread clients = Spread.of(apart.stream().mapToDouble(Turn::seconds).toArray());
        Spread ratios = Spread.of(spreading.stream()
                .mapToDouble(turn -> FETCHERS * once / turn.seconds())
                .toArray());
        Verdicts verdicts = new Verdicts();
        verdicts.atLeast("five times the file over the seed's link", ratios.median(), ratios, 2.0);
        Table table = new Table("until all five have " + Numbers.size(bytes), "seconds", "range", "the seed sent it")
                .row("peers, which give what is proven", seconds(peers), range(peers), copies(spreading))
                .row(
                        "clients, each from the seed alone; " + whole(apart) + " had it",
                        seconds(clients),
                        range(clients),
                        copies(apart))
                .row("bound: the seed's link, once", Numbers.of("%.1f", once), "", "1.00 ×")
                .row("bound without partial holders, 5 times", Numbers.of("%.1f", FETCHERS * once), "", "5.00 ×");
        return verdicts + "\n" + table + "\n" + spreading.size()
                + " turns each, one after the other. Each of the six is a namespace behind"
                + " a veth pair with `tc qdisc … tbf rate 40mbit latency 400ms` at both\nends. What the seed sent is what its link has"
                + " carried, headers of Ethernet, IP and TCP, and what came twice, included. Each\nfile was compared with"
                + " the source, byte for byte, outside the time.\n";
    }

    private static String seconds(Spread spread) {
        return Numbers.of("%.1f", spread.median());
    }

    private static String range(Spread spread) {
        return Numbers.of("%.1f–%.1f", spread.min(), spread.max());
    }

    private static String copies(List<Turn> turns) {
        return Numbers.of(
                "%.2f ×",
                Spread.of(turns.stream().mapToDouble(Turn::copies).toArray()).median());
    }

    private static String whole(List<Turn> turns) {
        return turns.stream().mapToInt(Turn::whole).sum() + " of " + turns.size() * FETCHERS;
    }

    private static void check(Path source, Path target) {
        try {
            if (Files.mismatch(source, target) >= 0) {
                throw new IllegalStateException(target + " is not " + source);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
