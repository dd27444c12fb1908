package io.parvada.cli.output;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The two streams of the client: results on standard output, everything else on standard error. Results are buffered:
 * {@link #flush} before the process ends. Lines on standard error come whole, from any thread.
 */
public final class Console {

    private static final int DEFAULT_COLUMNS = 100;
    private static final int MIN_COLUMNS = 40;
    private static final int MAX_COLUMNS = 250;

    private final PrintStream out;
    private final PrintStream err;
    private final Watched watched;
    private final int columns;
    private final boolean forProgram;

    /** Which of the two streams a person watches, so that lines may be redrawn in place. */
    public record Watched(boolean out, boolean err) {}

    public Console(PrintStream out, PrintStream err, Watched watched, int columns) {
        this(out, err, watched, columns, false);
    }

    private Console(PrintStream out, PrintStream err, Watched watched, int columns, boolean forProgram) {
        this.out = out;
        this.err = err;
        this.watched = watched;
        this.columns = Math.max(MIN_COLUMNS, Math.min(columns, MAX_COLUMNS));
        this.forProgram = forProgram;
    }

    /** UTF-8 whatever the locale says: names are UTF-8 on the wire, and a container often has no locale at all. */
    public static Console ofProcess(Map<String, String> environment) {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        boolean redraws = !"dumb".equals(environment.get("TERM"));
        Watched watched = new Watched(redraws && Terminals.outputWatched(), redraws && Terminals.errorWatched());
        return new Console(out, err, watched, columns(environment.get("COLUMNS")));
    }

    /** The same streams where a program reads the result: only a terminal shows progress. */
    public Console forProgram() {
        return new Console(out, err, watched, columns, true);
    }

    /** One line of the result; what a terminal would obey is shown escaped. */
    public void line(String text) {
        out.println(TerminalText.visible(text));
    }

    public void table(Table table) {
        table.lines().forEach(this::line);
    }

    /** A JSON document, or a part of one, as it is but for characters that a terminal would obey. */
    public void json(String json) {
        out.print(TerminalText.json(json));
    }

    /** One line on standard error. */
    public void note(String text) {
        out.flush();
        err.println(TerminalText.visible(text));
    }

    /** What a person types at a terminal without seeing it; empty where standard input is none. */
    public Optional<String> secret(String prompt) {
        java.io.Console terminal = Terminals.inputWatched() ? System.console() : null;
        if (terminal == null) {
            return Optional.empty();
        }
        char[] typed = terminal.readPassword("%s", prompt);
        return Optional.of(typed == null ? "" : new String(typed));
    }

    /** A JSON document on standard error. */
    public void problem(String json) {
        out.flush();
        err.println(TerminalText.json(json));
    }

    /** A progress bar on a terminal, lines elsewhere; there, for a program, nothing. */
    public Progress progress(String task) {
        if (watched.err()) {
            return new BarProgress(this, task, columns);
        }
        return forProgram ? new SilentProgress(this) : new LineProgress(this, task, System::nanoTime);
    }

    /** Whether results are for a person at a terminal, who may see them before they are whole: {@link #live}. */
    public boolean watched() {
        return watched.out();
    }

    /** Lines for a terminal that are drawn anew until what they tell of is whole. */
    public LiveLines live() {
        return new LiveLines(this, columns);
    }

    public void flush() {
        out.flush();
        err.flush();
    }

    /** Where picocli prints help. */
    public PrintStream out() {
        return out;
    }

    /** Already harmless, but for what moves the cursor. */
    void draw(String text) {
        out.print(text);
        out.flush();
    }

    void raw(String text) {
        err.print(text);
        err.flush();
    }

    private static int columns(String variable) {
        boolean number = variable != null && variable.matches("\\d{1,4}");
        return number ? Integer.parseInt(variable) : DEFAULT_COLUMNS;
    }
}
