package io.parvada.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What the kernel counts of a process: proc(5). */
final class Proc {

    private static final double TICKS_PER_SECOND = 100;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    // Of those that have ended and were waited for.
    private static final int USER_OF_CHILDREN = 13;
    private static final int SYSTEM_OF_CHILDREN = 14;

    private Proc() {}

    /** Seconds of CPU, user and system, of a process and all its children; 0 for one that has ended. */
    static double cpuSeconds(ProcessHandle process) {
        long own = ticks(process.pid(), USER, SYSTEM, USER_OF_CHILDREN, SYSTEM_OF_CHILDREN);
        return own / TICKS_PER_SECOND
                + process.children().mapToDouble(Proc::cpuSeconds).sum();
    }

    /** Seconds of CPU of all commands that this process has started and that have ended. */
    static double cpuSecondsOfEnded() {
        return ticks(ProcessHandle.current().pid(), USER_OF_CHILDREN, SYSTEM_OF_CHILDREN) / TICKS_PER_SECOND;
    }

    /** Bytes of memory that the process occupies now; 0 for one that has ended. */
    static long residentBytes(long pid) {
        return number(pid, "status", "VmRSS:") * 1024;
    }

    /** The most bytes of memory that the process has occupied; 0 for one that has ended. */
    static long peakResidentBytes(long pid) {
        return number(pid, "status", "VmHWM:") * 1024;
    }

    /** Bytes that the process has given to write(2) and its like; 0 for one that has ended. */
    static long writtenBytes(long pid) {
        return number(pid, "io", "wchar:");
    }

    private static long number(long pid, String file, String key) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), file))) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }

    // The second field is the command in brackets and may hold anything; the others follow the last bracket.
    private static long ticks(long pid, int... which) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Arrays.stream(which)
                    .mapToLong(i -> Long.parseLong(fields[i]))
                    .sum();
        } catch (IOException ended) {
            return 0;
        }
    }
}
