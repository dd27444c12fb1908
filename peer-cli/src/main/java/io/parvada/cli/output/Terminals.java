package io.parvada.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether standard input, output or error is a terminal, which Java does not say. */
final class Terminals {

    private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private Terminals() {}

    static boolean inputWatched() {
        return watched(STANDARD_INPUT);
    }

    static boolean outputWatched() {
        return watched(STANDARD_OUTPUT);
    }

    static boolean errorWatched() {
        return watched(STANDARD_ERROR);
    }

    /**
     * Where there is a /proc, what the descriptor points to; elsewhere (macOS, Windows) whether there is a console: that
     * is true only with both standard input and output on a terminal, and on JDK 22+ needs {@code isTerminal} as well.
     */
    private static boolean watched(Path descriptor) {
        try {
            if (Files.isSymbolicLink(descriptor)) {
                String target = Files.readSymbolicLink(descriptor).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            }
        } catch (IOException noProc) {
            return false;
        }
        return System.console() != null && isTerminal();
    }

    private static boolean isTerminal() {
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(System.console());
        } catch (ReflectiveOperationException beforeJdk22) {
            return true;
        }
    }
}
