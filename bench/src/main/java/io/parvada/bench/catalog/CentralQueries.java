package io.parvada.bench.catalog;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Tools;
import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Spread;
import io.parvada.bench.report.Table;
import io.parvada.bench.report.Verdicts;
import io.parvada.bench.rival.Postgres;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** P13: parts of names among a million that ten peers have published at a directory on PostgreSQL, beside psql. */
public final class CentralQueries implements Row {

    private static final int NAMES = 1_000_000;
    private static final int QUERIES = 1_000;
    private static final double P50_MILLIS = 10;
    private static final double BEYOND_MILLIS = 2;
    private static final String NO_LOG = "<configuration><root level=\"OFF\"/></configuration>";
    private static final String LOGGED = "-c log_min_duration_statement=0";
    /** As the directory sets its connections. */
    private static final String SESSION = "SET enable_seqscan = off; SET jit = off;\n";

    @Override
    public String title() {
        return "queries of a directory over a million entries on PostgreSQL, beside psql";
    }

    @Override
    public String measure(Setting setting) {
        if (!Postgres.here()) {
            return "PostgreSQL is not here, or this is not root: not measured.\n";
        }
        try (Lab lab = setting.inMemory()) {
            Postgres server = Postgres.start(lab);
            Path share = lab.directory("share");
            List<String> sample = new Tree(share, true).write(setting.files(NAMES));
            Path names = lab.directory().resolve("names");
            lab.run(Command.of("sh", "-c", "find '" + share + "' -type f -printf '%P\\n' >'" + names + "'"));
            Path queries = lab.write("queries", String.join("\n", Queries.of(sample, QUERIES)) + "\n");
            lab.run(process(setting, lab, server.url(""), "load", names));
            lab.run(server.psql("-c", "VACUUM ANALYZE"));
            return measured(setting, lab, server, queries);
        }
    }

    private static String measured(Setting setting, Lab lab, Postgres server, Path queries) {
        lab.run(process(setting, lab, server.url(LOGGED), "ask", queries, 0));
        List<String> statements = server.loggedQueries();
        Path script = lab.write("queries.sql", SESSION + "\\timing on\n" + String.join(";\n", statements) + ";\n");
        Command psql = server.psql("-o", "/dev/null", "-f", script);
        lab.run(psql);
        Command ours = process(setting, lab, server.url(""), "ask", queries, setting.turns());
        lab.run(ours);
        List<double[]> parvada = lab.log("command")
                .lines()
                .map(line -> sorted(line.strip().split("\\s+"), 1e6))
                .toList();
        List<double[]> beside = new ArrayList<>();
        for (int turn = 0; turn < setting.turns(); turn++) {
            lab.run(psql);
            String[] times = lab.log("command")
                    .lines()
                    .filter(line -> line.startsWith("Time: "))
                    .map(line -> line.split(" ")[1])
                    .toArray(String[]::new);
            beside.add(sorted(times, 1));
        }
        return report(server, statements.size(), parvada, beside) + "\n```\n" + server.shown() + "\n"
                + ours.shown(lab.directory()) + "\n"
                + psql.shown(lab.directory()) + "\n```\n";
    }

    private static Command process(Setting setting, Lab lab, String url, Object... words) {
        List<Object> all = new ArrayList<>(List.of(
                Tools.java(),
                "-Dlogback.configurationFile=" + lab.write("logback.xml", NO_LOG),
                "-Dloader.path=" + setting.repository().resolve("bench/target/classes"),
                "-Dloader.main=" + DirectoryQueries.class.getName(),
                "-cp",
                setting.jars().service(),
                "org.springframework.boot.loader.launch.PropertiesLauncher",
                url));
        all.addAll(List.of(words));
        return Command.of(all.toArray());
    }

    private static double[] sorted(String[] values, double unitsPerMilli) {
        return Arrays.stream(values)
                .mapToDouble(value -> Double.parseDouble(value) / unitsPerMilli)
                .sorted()
                .toArray();
    }

    private static String report(Postgres server, int statements, List<double[]> parvada, List<double[]> beside) {
        Table table = new Table("1,000 queries", "p50 ms", "p99 ms", "slowest ms");
        row(table, "Parvada: the directory's store in process, limit 100", parvada);
        row(table, "psql, the same " + Numbers.of("%,d", statements) + " statements", beside);
        Verdicts verdicts = new Verdicts();
        verdicts.atMost("p50", spread(parvada, 50), " ms", P50_MILLIS);
        double[] beyond = new double[parvada.size()];
        Arrays.setAll(beyond, i -> percentile(parvada.get(i), 50) - percentile(beside.get(i), 50));
        verdicts.atMost("p50 beyond psql's", Spread.of(beyond), " ms", BEYOND_MILLIS);
        return table + "\n" + verdicts + "\n" + server.version() + ". " + parvada.size()
                + " rounds of 1,000 queries each, after one that does not count: parts of names of 4 to 14 characters, one in ten of which no\n"
                + "name has. psql runs what the server's log has of one round, parameters put in, over one connection, and its \\timing counts.\n";
    }

    private static void row(Table table, String who, List<double[]> rounds) {
        table.row(
                who,
                Numbers.of("%.3f", spread(rounds, 50).median()),
                Numbers.of("%.3f", spread(rounds, 99).median()),
                Numbers.of("%.1f", spread(rounds, 100).max()));
    }

    private static Spread spread(List<double[]> rounds, int percent) {
        return Spread.of(
                rounds.stream().mapToDouble(round -> percentile(round, percent)).toArray());
    }

    private static double percentile(double[] sorted, int percent) {
        return sorted[(sorted.length - 1) * percent / 100];
    }
}
