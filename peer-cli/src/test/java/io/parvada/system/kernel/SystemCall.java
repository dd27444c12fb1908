package io.parvada.system.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One line of {@code strace -f -o}, or the two of a call that another thread's came between.
 *
 * @param arguments as strace writes them, without the parentheses
 * @param result what stands behind the last {@code =}: {@code 4096}, {@code -1 EIO (Input/output error) (INJECTED)}
 * @param begun the line at which it began; ended that at which it ended
 */
public record SystemCall(String name, String arguments, String result, int begun, int ended) {

    private static final Pattern WHOLE = Pattern.compile("(\\d+) +(\\w+)\\((.*)\\) += (.*)");
    private static final Pattern UNFINISHED = Pattern.compile("(\\d+) +(\\w+)\\((.*) <unfinished \\.\\.\\.>");
    private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*)\\) += (.*)");
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern DESCRIPTOR = Pattern.compile("^\\d+<([^>]*)>");

    public boolean succeeded() {
        return !result.startsWith("-") && !result.startsWith("?");
    }

    /** Of strace's making: the kernel has not done it. */
    public boolean injected() {
        return result.endsWith("(INJECTED)");
    }

    /** What the first argument, a descriptor, leads to (strace -y); empty if it is none. */
    String file() {
        Matcher descriptor = DESCRIPTOR.matcher(arguments);
        return descriptor.find() ? descriptor.group(1) : "";
    }

    /** The quoted arguments, escaped as strace does it. */
    List<String> strings() {
        return QUOTED.matcher(arguments).results().map(match -> match.group(1)).toList();
    }

    /** In the order of their begins; calls that never ended are left out. */
    static List<SystemCall> read(Path log) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return parse(lines.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<SystemCall> parse(List<String> lines) {
        List<SystemCall> calls = new ArrayList<>();
        Map<String, SystemCall> unfinished = new HashMap<>();
        for (int at = 0; at < lines.size(); at++) {
            Matcher whole = WHOLE.matcher(lines.get(at));
            Matcher begun = UNFINISHED.matcher(lines.get(at));
            Matcher resumed = RESUMED.matcher(lines.get(at));
            if (resumed.matches()) {
                SystemCall call = unfinished.remove(resumed.group(1));
                if (call != null && call.name.equals(resumed.group(2))) {
                    String arguments = call.arguments + resumed.group(3);
                    calls.add(new SystemCall(call.name, arguments, resumed.group(4), call.begun, at));
                }
            } else if (begun.matches()) {
                unfinished.put(begun.group(1), new SystemCall(begun.group(2), begun.group(3), "?", at, -1));
            } else if (whole.matches()) {
                calls.add(new SystemCall(whole.group(2), whole.group(3), whole.group(4), at, at));
            }
        }
        calls.sort(Comparator.comparingInt(SystemCall::begun));
        return calls;
    }
}
