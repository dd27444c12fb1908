package io.parvada.cli;

import io.parvada.cli.output.Console;
import io.parvada.cli.session.Interrupts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs the client in this process, as {@code main} would, with streams that are kept. */
final class Cli {

    /** What a run printed, and its exit code. */
    record Said(int exit, String out, String err) {}

    private Cli() {}

    static Said run(String... arguments) {
        return run(Map.of(), new Interrupts(), arguments);
    }

    static Said run(Map<String, String> environment, Interrupts interrupts, String... arguments) {
        return run(new Console.Watched(false, false), environment, interrupts, arguments);
    }

    /** As at a terminal, where what is drawn in place is part of {@code out}. */
    static Said watched(String... arguments) {
        return run(new Console.Watched(true, false), Map.of(), new Interrupts(), arguments);
    }

    private static Said run(
            Console.Watched watched, Map<String, String> environment, Interrupts interrupts, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(print(out), print(err), watched, 100);
        int exit = PeerCli.run(arguments, environment, console, interrupts);
        console.flush();
        return new Said(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
