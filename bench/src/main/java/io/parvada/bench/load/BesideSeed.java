package io.parvada.bench.load;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Server;
import io.parvada.bench.lab.Tools;
import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Spread;
import io.parvada.bench.report.Table;
import io.parvada.bench.report.Verdicts;
import io.parvada.bench.rival.PythonPeers;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Three peers beside three of the Python seed, on one core each, asked by the same load tool from the other core. */
public enum BesideSeed implements Row {
    P8("/search?query=" + Shares.COMMON, "/locate?filename=" + Shares.COMMON, 5, 10),
    FILES("/files", "/files", 1, 1);

    private static final int CONNECTIONS = 16;
    private static final int SECONDS = 4;
    private static final int WARM_SECONDS = 60;
    private static final String SERVERS_CORE = "1";
    private static final String LOAD_CORE = "0";

    private record Turn(Wrk.Result one, Wrk.Result many) {}

    private final String ours;
    private final String theirs;
    private final double timesFaster;
    private final double timesAsMany;

    BesideSeed(String ours, String theirs, double timesFaster, double timesAsMany) {
        this.ours = ours;
        this.theirs = theirs;
        this.timesFaster = timesFaster;
        this.timesAsMany = timesAsMany;
    }

    @Override
    public String title() {
        return "GET " + ours + " on three peers, beside " + theirs + " of the Python seed";
    }

    @Override
    public String measure(Setting setting) {
        if (!Wrk.here() || !PythonPeers.here()) {
            return "Not measured: wrk, or the Python of the seed (python3-fastapi, uvicorn, python3-requests), is not"
                    + " here.\n";
        }
        try (Lab lab = setting.inMemory()) {
            List<Path> shares = IntStream.rangeClosed(1, ThreePeers.COUNT)
                    .mapToObj(i -> Shares.write(lab, i))
                    .toList();
            ThreePeers parvada = ThreePeers.start(lab, setting.jars(), shares);
            PythonPeers seed = PythonPeers.start(lab, setting.repository(), shares);
            int warmSeconds = setting.quick() ? SECONDS : WARM_SECONDS;
            new Wrk(lab, List.of()).run(parvada.url() + ours, 4, warmSeconds);
            new Wrk(lab, List.of()).run(seed.url() + theirs, 4, SECONDS);
            pin(lab, parvada.servers());
            pin(lab, seed.servers());
            Wrk wrk = new Wrk(lab, apart() ? List.of("taskset", "-c", LOAD_CORE) : List.of());
            List<Turn> our = new ArrayList<>();
            List<Turn> their = new ArrayList<>();
            for (int i = 0; i < setting.turns(); i++) {
                our.add(turn(wrk, parvada.url() + ours));
                their.add(turn(wrk, seed.url() + theirs));
            }
            return report(our, their, warmSeconds)
                    + "\n```\n"
                    + wrk.command("http://localhost:PORT" + ours, CONNECTIONS, SECONDS)
                            .shown(lab.directory()) + "\n```\n";
        }
    }

    private static Turn turn(Wrk wrk, String url) {
        return new Turn(wrk.run(url, 1, SECONDS), wrk.run(url, CONNECTIONS, SECONDS));
    }

    private static boolean apart() {
        return Tools.has("taskset") && Runtime.getRuntime().availableProcessors() > 1;
    }

    private static void pin(Lab lab, List<Server> servers) {
        if (apart()) {
            servers.forEach(server -> lab.run(Command.of("taskset", "-a", "-c", "-p", SERVERS_CORE, server.pid())));
        }
    }

    private String report(List<Turn> our, List<Turn> their, int warmSeconds) {
        Table table = new Table(
                "",
                "1 connection: p50 ms",
                "p99 ms",
                CONNECTIONS + " connections: answers a second",
                "min–max",
                "p50 ms",
                "p99 ms");
        row(table, "Parvada, GET " + ours, our);
        row(table, "Python seed, GET " + theirs, their);
        Verdicts verdicts = new Verdicts();
        verdict(verdicts, "p50, 1 connection", their, our, turn -> turn.one().p50(), timesFaster);
        verdict(verdicts, "answers a second", our, their, turn -> turn.many().perSecond(), timesAsMany);
        return table + "\n" + verdicts + "\nMedians of " + our.size() + " turns of " + SECONDS
                + " s each. All three peers of each side share one core, wrk has another; both sides log each call,\nas they"
                + " come. Before the turns Parvada was asked for " + warmSeconds + " s on all cores, the seed for "
                + SECONDS
                + " s: a JVM is slow at first.\n";
    }

    private static void row(Table table, String who, List<Turn> turns) {
        Spread perSecond = spread(turns, turn -> turn.many().perSecond());
        table.row(
                who,
                Numbers.plain(spread(turns, turn -> turn.one().p50()).median()),
                Numbers.plain(spread(turns, turn -> turn.one().p99()).median()),
                Numbers.plain(perSecond.median()),
                Numbers.plain(perSecond.min()) + "–" + Numbers.plain(perSecond.max()),
                Numbers.plain(spread(turns, turn -> turn.many().p50()).median()),
                Numbers.plain(spread(turns, turn -> turn.many().p99()).median()));
    }

    /** The more of {@code above} beside {@code below} the better. */
    private static void verdict(
            Verdicts verdicts,
            String what,
            List<Turn> above,
            List<Turn> below,
            ToDoubleFunction<Turn> value,
            double bound) {
        double[] pairs = IntStream.range(0, above.size())
                .mapToDouble(i -> value.applyAsDouble(above.get(i)) / value.applyAsDouble(below.get(i)))
                .toArray();
        double ratio = spread(above, value).median() / spread(below, value).median();
        verdicts.atLeast("Python seed, " + what, ratio, Spread.of(pairs), bound);
    }

    private static Spread spread(List<Turn> turns, ToDoubleFunction<Turn> value) {
        return Spread.of(turns.stream().mapToDouble(value).toArray());
    }
}
