package io.parvada.bench.load;

import io.parvada.bench.lab.Lab;
import io.parvada.bench.load.Askers.Times;
import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Spread;
import io.parvada.bench.report.Table;
import io.parvada.bench.report.Verdicts;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** P9: the same search while one of three peers is frozen or killed, before and after the others know. */
public final class FailingPeers implements Row {

    private static final int DEADLINE_MILLIS = 500;
    private static final int SLACK_MILLIS = 50;
    private static final double TIMES_AS_LONG = 1.2;
    private static final int ASKERS = 4;
    private static final int SECONDS = 3;
    private static final int WARM_SECONDS = 40;
    private static final int WARM_AGAIN_SECONDS = 8;
    private static final int KILLS = 2;

    private record Failure(String name, Runnable begin, Runnable end) {}

    /** @param noticed milliseconds until the first peer knew */
    private record Turn(Times alive, Times unnoticed, Times known, double noticed) {}

    private int unit = 1_000;

    @Override
    public String title() {
        return "a search with a peer that is frozen or killed, beside all alive";
    }

    @Override
    public String measure(Setting setting) {
        unit = setting.quick() ? 100 : 1_000;
        try (Lab lab = setting.inMemory()) {
            List<Path> shares = IntStream.rangeClosed(1, ThreePeers.COUNT)
                    .mapToObj(i -> Shares.write(lab, i))
                    .toList();
            ThreePeers three = ThreePeers.start(lab, setting.jars(), shares);
            String path = "/search?query=" + Shares.COMMON + "&timeout=" + DEADLINE_MILLIS + "ms";
            Askers askers = new Askers(three.port(), path);
            askers.ask(ASKERS, (long) WARM_SECONDS * unit);
            Failure frozen = new Failure("frozen (SIGSTOP)", three::freeze, three::thaw);
            Failure killed = new Failure("killed (SIGKILL)", three::kill, () -> {
                three.restart();
                askers.ask(ASKERS, (long) WARM_AGAIN_SECONDS * unit);
            });
            List<Turn> freezes = turns(frozen, setting.turns(), three, askers);
            List<Turn> kills = turns(killed, Math.min(KILLS, setting.turns()), three, askers);
            return report(List.of(frozen.name(), killed.name()), List.of(freezes, kills)) + "\n```\nGET " + path
                    + "\n```\n";
        }
    }

    private List<Turn> turns(Failure failure, int count, ThreePeers three, Askers askers) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Times alive = askers.ask(ASKERS, (long) SECONDS * unit);
            long start = System.nanoTime();
            failure.begin().run();
            Times unnoticed = askers.ask(ASKERS, () -> !three.thirdIsKnownDead());
            double noticed = (System.nanoTime() - start) / 1e6;
            turns.add(new Turn(alive, unnoticed, askers.ask(ASKERS, (long) SECONDS * unit), noticed));
            failure.end().run();
        }
        return turns;
    }

    private static String report(List<String> names, List<List<Turn>> all) {
        Table table = new Table("peer 3", "", "answers", "complete", "p50 ms", "p99 ms", "slowest ms");
        Verdicts verdicts = new Verdicts();
        StringBuilder noticed = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            List<Turn> turns = all.get(i);
            row(table, name, "before", turns.stream().map(Turn::alive).toList());
            row(
                    table,
                    "",
                    "not noticed yet",
                    turns.stream().map(Turn::unnoticed).toList());
            row(table, "", "known dead", turns.stream().map(Turn::known).toList());
            verdicts.atMost(
                    name + ", not noticed yet: p99",
                    Spread.of(turns.stream()
                            .mapToDouble(turn -> turn.unnoticed().percentile(99))
                            .toArray()),
                    " ms",
                    DEADLINE_MILLIS + SLACK_MILLIS);
            Spread ratios = Spread.of(turns.stream()
                    .mapToDouble(
                            turn -> turn.known().percentile(99) / turn.alive().percentile(99))
                    .toArray());
            verdicts.atMost(
                    "all alive: p99 with a peer " + name + " and known dead", ratios.median(), ratios, TIMES_AS_LONG);
            Spread times = Spread.of(turns.stream().mapToDouble(Turn::noticed).toArray());
            noticed.append(Numbers.of(
                    "%s: known dead after %,.0f ms (%,.0f–%,.0f).\n", name, times.median(), times.min(), times.max()));
        }
        return table + "\n" + verdicts + "\n" + noticed + "\n" + ASKERS
                + " ask peer 1 at once, each again when it has its answer; all processes share all cores. The deadline of"
                + " a search is " + DEADLINE_MILLIS
                + " ms.\nThe table has all turns of a state together, the verdicts the"
                + " medians of " + all.get(0).size() + " turns and of "
                + all.get(1).size()
                + ".\n";
    }

    private static void row(Table table, String who, String state, List<Times> turns) {
        Times all = Times.all(turns);
        table.row(
                who,
                state,
                all.count(),
                all.complete(),
                Numbers.plain(all.percentile(50)),
                Numbers.plain(all.percentile(99)),
                Numbers.plain(all.percentile(100)));
    }
}
