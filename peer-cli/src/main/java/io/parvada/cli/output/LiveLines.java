package io.parvada.cli.output;

import java.util.List;

/**
 * Lines on a terminal that are drawn anew in place while something runs, and vanish when it has ended. At most {@link
 * #MOST}, each cut to the terminal's width, so that the cursor finds back to the first. One thread.
 */
public final class LiveLines implements AutoCloseable {

    /** A terminal has 24 lines at least. */
    static final int MOST = 16;

    private static final String CLEAR_BELOW = "\u001b[J";

    private final Console console;
    private final int columns;
    private int drawn;

    LiveLines(Console console, int columns) {
        this.console = console;
        this.columns = columns;
    }

    /** In place of those before; of more than fit the first, and how many more there are. */
    public void draw(List<String> lines) {
        StringBuilder text = new StringBuilder(back());
        boolean fit = lines.size() <= MOST;
        List<String> shown = fit ? lines : lines.subList(0, MOST - 1);
        shown.forEach(line -> append(text, line));
        if (!fit) {
            append(text, "… and " + (lines.size() - shown.size()) + " more");
        }
        drawn = Math.min(MOST, lines.size());
        console.draw(text.toString());
    }

    /** Nothing of them is left. */
    @Override
    public void close() {
        if (drawn > 0) {
            console.draw(back());
            drawn = 0;
        }
    }

    private String back() {
        return drawn == 0 ? "" : "\u001b[" + drawn + "A\r" + CLEAR_BELOW;
    }

    private void append(StringBuilder text, String line) {
        text.append(TerminalText.cut(TerminalText.visible(line), columns - 1)).append('\n');
    }
}
