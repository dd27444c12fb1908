package io.parvada.bench.micro;

import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Table;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The JMH benchmarks of the module, with JMH's own error. */
public final class Micro implements Row {

    @Override
    public String title() {
        return "small steps, by JMH";
    }

    @Override
    public String measure(Setting setting) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .verbosity(VerboseMode.SILENT)
                .forks(setting.quick() ? 1 : 2)
                .warmupIterations(setting.quick() ? 1 : 3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(setting.quick() ? 1 : 5)
                .measurementTime(TimeValue.seconds(1));
        try {
            return table(new Runner(options.build()).run());
        } catch (RunnerException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String table(Collection<RunResult> results) {
        Table table = new Table("step", "with", "µs", "± µs (99.9 %)");
        for (RunResult result : results) {
            Result<?> primary = result.getPrimaryResult();
            String with = result.getParams().getParamsKeys().stream()
                    .map(key -> key + " " + result.getParams().getParam(key))
                    .collect(Collectors.joining(", "));
            table.row(
                    result.getParams().getBenchmark().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1"),
                    with,
                    Numbers.of("%.2f", primary.getScore()),
                    Numbers.of("%.2f", primary.getScoreError()));
        }
        return table.toString();
    }
}
