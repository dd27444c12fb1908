package io.parvada.bench.catalog;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Tools;
import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Spread;
import io.parvada.bench.report.Table;
import io.parvada.bench.report.Verdicts;
import io.parvada.bench.rival.Plocate;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** P6: parts of names among a million of them, in process, beside a process of plocate each. */
public final class SubstringQueries implements Row {

    private static final int FILES = 1_000_000;
    private static final int QUERIES = 1_000;
    private static final double P50_MILLIS = 1;
    private static final double P99_MILLIS = 10;
    private static final double MILLION = 1e6;
    private static final String NO_LOG = "<configuration><root level=\"OFF\"/></configuration>";

    /** Milliseconds of one round, in order. */
    private record Round(double[] millis) {

        static Round of(String line, double unitsPerMilli) {
            double[] millis = Arrays.stream(line.strip().split("\\s+"))
                    .mapToDouble(value -> Double.parseDouble(value) / unitsPerMilli)
                    .sorted()
                    .toArray();
            return new Round(millis);
        }

        double percentile(int percent) {
            return millis[(millis.length - 1) * percent / 100];
        }
    }

    @Override
    public String title() {
        return "substring queries over a million names, in process, beside plocate";
    }

    @Override
    public String measure(Setting setting) {
        try (Lab lab = setting.inMemory()) {
            Path share = lab.directory("share");
            List<String> names = new Tree(share, true).write(setting.files(FILES));
            Path queries = lab.write("queries", String.join("\n", Queries.of(names, QUERIES)) + "\n");
            Command ours = command(setting, lab, share, queries);
            lab.run(ours);
            List<String> said = lab.log("command").lines().toList();
            List<Round> parvada =
                    said.stream().skip(1).map(line -> Round.of(line, MILLION)).toList();
            List<Round> plocate = Plocate.here() ? plocate(setting, lab, share, queries) : List.of();
            return report(Integer.parseInt(said.get(0)), parvada, plocate) + "\n```\n" + ours.shown(lab.directory())
                    + "\n" + Plocate.index(share, Path.of("plocate.db")).shown(lab.directory())
                    + "\nplocate -d plocate.db -i -l 100 -- QUERY\n```\n";
        }
    }

    private static Command command(Setting setting, Lab lab, Path share, Path queries) {
        return Command.of(
                Tools.java(),
                "-Dlogback.configurationFile=" + lab.write("logback.xml", NO_LOG),
                "-Dloader.path=" + setting.repository().resolve("bench/target/classes"),
                "-Dloader.main=" + NameQueries.class.getName(),
                "-cp",
                setting.jars().service(),
                "org.springframework.boot.loader.launch.PropertiesLauncher",
                share,
                lab.directory("state"),
                queries,
                setting.turns());
    }

    private static List<Round> plocate(Setting setting, Lab lab, Path share, Path queries) {
        Path database = lab.directory().resolve("plocate.db");
        lab.run(Plocate.index(share, database));
        Command ask = Plocate.ask(setting.repository(), database, queries);
        lab.run(ask);
        return IntStream.range(0, setting.turns())
                .mapToObj(turn -> {
                    lab.run(ask);
                    return Round.of(lab.log("command"), 1_000);
                })
                .toList();
    }

    private static String report(int files, List<Round> parvada, List<Round> plocate) {
        Table table = new Table(Numbers.of("%,d names", files), "p50 ms", "p99 ms", "slowest ms");
        row(table, "Parvada: Catalog.search in process, limit 100", parvada);
        Verdicts verdicts = new Verdicts();
        verdicts.atMost("p50", spread(parvada, 50), " ms", P50_MILLIS);
        verdicts.atMost("p99", spread(parvada, 99), " ms", P99_MILLIS);
        if (plocate.isEmpty()) {
            table.row("plocate", "not here", "", "");
        } else {
            row(table, "plocate, its process included", plocate);
            double[] pairs = new double[plocate.size()];
            Arrays.setAll(
                    pairs, i -> plocate.get(i).percentile(50) / parvada.get(i).percentile(50));
            double ratio = spread(plocate, 50).median() / spread(parvada, 50).median();
            verdicts.atLeast("plocate, p50", ratio, Spread.of(pairs), 1.0);
        }
        return table + "\n" + verdicts + "\n" + parvada.size() + " rounds of "
                + parvada.get(0).millis().length
                + " queries each, after one that does not count: parts of names of 4 to 14 characters, one in ten of which no"
                + " name has.\nBoth answer at most 100 names, without regard to case.\n";
    }

    private static void row(Table table, String who, List<Round> rounds) {
        table.row(
                who,
                Numbers.of("%.3f", spread(rounds, 50).median()),
                Numbers.of("%.3f", spread(rounds, 99).median()),
                Numbers.of("%.1f", spread(rounds, 100).max()));
    }

    private static Spread spread(List<Round> rounds, int percent) {
        return Spread.of(
                rounds.stream().mapToDouble(round -> round.percentile(percent)).toArray());
    }
}
