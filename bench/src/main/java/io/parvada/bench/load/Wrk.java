package io.parvada.bench.load;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** wrk(1): so many connections, each of which asks again as soon as it has its answer. */
final class Wrk {

    private static final Pattern PER_SECOND = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern WRONG = Pattern.compile("(Non-2xx or 3xx responses: |Socket errors:).*");

    /** @param p50 milliseconds, as is p99 */
    record Result(double perSecond, double p50, double p99) {}

    private final Lab lab;
    private final List<String> launcher;

    /** @param launcher words before the command: taskset, or none */
    Wrk(Lab lab, List<String> launcher) {
        this.lab = lab;
        this.launcher = launcher;
    }

    static boolean here() {
        return Tools.has("wrk");
    }

    /** @throws IllegalStateException if any answer was not 200, or none came */
    Result run(String url, int connections, int seconds) {
        lab.run(command(url, connections, seconds));
        String said = lab.log("command");
        Matcher wrong = WRONG.matcher(said);
        if (wrong.find()) {
            throw new IllegalStateException(url + ": " + wrong.group());
        }
        return new Result(Double.parseDouble(found(PER_SECOND, said).group(1)), millis(50, said), millis(99, said));
    }

    Command command(String url, int connections, int seconds) {
        List<String> words = new ArrayList<>(launcher);
        words.addAll(List.of("wrk", "--latency", "-t1", "-c" + connections, "-d" + seconds + "s", url));
        return new Command(words);
    }

    private static double millis(int percent, String said) {
        Matcher line = found(Pattern.compile("\\s" + percent + "%\\s+([0-9.]+)(us|ms|s|m)\\b"), said);
        double unit = switch (line.group(2)) {
            case "us" -> 1e-3;
            case "ms" -> 1;
            case "s" -> 1e3;
            default -> 6e4;
        };
        return Double.parseDouble(line.group(1)) * unit;
    }

    private static Matcher found(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException("wrk said no " + pattern + ":\n" + said);
        }
        return matcher;
    }
}
