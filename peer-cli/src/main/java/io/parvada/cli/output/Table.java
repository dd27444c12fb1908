package io.parvada.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under a heading, each column as wide as its widest cell; numbers may stand at the right. Main thread only. */
public final class Table {

    private static final String GAP = "  ";

    private final String[] heading;
    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] right;

    /** @param heading a heading that begins with {@code >} puts its column's cells at the right */
    public Table(String... heading) {
        this.heading = new String[heading.length];
        this.right = new boolean[heading.length];
        for (int i = 0; i < heading.length; i++) {
            right[i] = heading[i].startsWith(">");
            this.heading[i] = right[i] ? heading[i].substring(1) : heading[i];
        }
    }

    /** One row; a null cell is shown as {@code -}. */
    public Table row(Object... cells) {
        if (cells.length != heading.length) {
            throw new IllegalArgumentException(cells.length + " cells under " + heading.length + " headings");
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> cell == null ? "-" : TerminalText.visible(cell.toString()))
                .toArray(String[]::new));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Heading and rows, no trailing blanks. */
    public List<String> lines() {
        int[] widths = new int[heading.length];
        measure(heading, widths);
        rows.forEach(row -> measure(row, widths));
        List<String> lines = new ArrayList<>(rows.size() + 1);
        lines.add(line(heading, widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private static void measure(String[] cells, int[] widths) {
        for (int i = 0; i < cells.length; i++) {
            widths[i] = Math.max(widths[i], TerminalText.columns(cells[i]));
        }
    }

    private String line(String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String padding = " ".repeat(widths[i] - TerminalText.columns(cells[i]));
            line.append(right[i] ? padding + cells[i] : cells[i] + padding).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
