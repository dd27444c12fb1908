package io.parvada.bench.race;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.report.Bars;
import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Spread;
import io.parvada.bench.report.Table;
import io.parvada.bench.report.Verdicts;
import io.parvada.bench.row.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Parvada and its rivals move the same file, each in its turn, several times over. */
final class Race {

    private final Lab lab;
    private final Path source;
    private final long bytes;
    private final Contender parvada;
    private final Map<Contender, List<Turn>> turns = new LinkedHashMap<>();
    private final Map<Contender, Double> rivals = new LinkedHashMap<>();
    private final List<String> absent = new ArrayList<>();

    /** @param source what the result of each turn must equal */
    Race(Lab lab, Path source, Contender parvada) {
        this.lab = lab;
        this.source = source;
        this.bytes = source.toFile().length();
        this.parvada = parvada;
        turns.put(parvada, new ArrayList<>());
    }

    /** @param reach how many times as fast as the rival Parvada has to be */
    void against(Contender rival, double reach) {
        turns.put(rival, new ArrayList<>());
        rivals.put(rival, reach);
    }

    /** Another way to do the same, shown and not judged. */
    void beside(Contender contender) {
        turns.put(contender, new ArrayList<>());
    }

    /** A rival that is not on this machine. */
    void without(String name) {
        absent.add(name);
    }

    /** After one turn of each that does not count: a server's first request of its life is not what is compared. */
    void run(int rounds) {
        turns.keySet().forEach(contender -> contender.run(lab, source));
        for (int round = 0; round < rounds; round++) {
            turns.keySet().forEach(this::turn);
        }
    }

    /** One more turn, which counts like the others. */
    void turn(Contender contender) {
        turns.get(contender).add(contender.run(lab, source));
    }

    List<Contender> contenders() {
        return List.copyOf(turns.keySet());
    }

    /** Tables and command lines; the picture goes to NAME.svg. */
    String report(Setting setting, String name, String title) {
        String picture = name + ".svg";
        plot(setting.plots().resolve(picture), title);
        return figures() + "\n" + ratios() + "\n![" + title + "]("
                + setting.plots().getFileName() + "/" + picture + ")\n\n" + commands();
    }

    private String figures() {
        Table table =
                new Table(Numbers.size(bytes), "median s", "min–max s", "GB/s", "client CPU s/GB", "server CPU s/GB");
        turns.forEach((contender, done) -> {
            Spread seconds = seconds(contender);
            table.row(
                    contender.name(),
                    Numbers.of("%.2f", seconds.median()),
                    Numbers.of("%.2f–%.2f", seconds.min(), seconds.max()),
                    Numbers.of("%.3f", gigabytes() / seconds.median()),
                    Numbers.of("%.2f", median(done, turn -> turn.client().cpuSeconds()) / gigabytes()),
                    Numbers.of("%.2f", median(done, Turn::serverCpuSeconds) / gigabytes()));
        });
        absent.forEach(program -> table.row(program, "not here", "", "", "", ""));
        return table.toString();
    }

    private Verdicts ratios() {
        Verdicts verdicts = new Verdicts();
        rivals.forEach((rival, reach) -> {
            double ratio = seconds(rival).median() / seconds(parvada).median();
            verdicts.atLeast(rival.name(), ratio, pairs(rival), reach);
        });
        return verdicts;
    }

    private String commands() {
        StringBuilder text = new StringBuilder("```\n");
        for (Contender contender : turns.keySet()) {
            text.append("# ").append(contender.name()).append('\n');
            for (Command command : contender.commands()) {
                text.append(command.shown(lab.directory())).append('\n');
            }
        }
        return text.append("```\n").toString();
    }

    private void plot(Path file, String title) {
        Bars bars = new Bars(title, "GB/s; the bar is the median, each dot one turn");
        turns.forEach((contender, done) -> bars.add(
                contender.name(),
                gigabytes() / seconds(contender).median(),
                done.stream().map(turn -> gigabytes() / turn.client().seconds()).toList()));
        bars.save(file);
    }

    private double gigabytes() {
        return bytes / 1e9;
    }

    private Spread seconds(Contender contender) {
        return Spread.of(turns.get(contender).stream()
                .mapToDouble(turn -> turn.client().seconds())
                .toArray());
    }

    private Spread pairs(Contender rival) {
        List<Turn> ours = turns.get(parvada);
        List<Turn> theirs = turns.get(rival);
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = theirs.get(i).client().seconds() / ours.get(i).client().seconds();
        }
        return Spread.of(ratios);
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> value) {
        return Spread.of(turns.stream().mapToDouble(value).toArray()).median();
    }
}
