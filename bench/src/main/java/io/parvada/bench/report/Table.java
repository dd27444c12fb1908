package io.parvada.bench.report;

import java.util.List;

/** A table in Markdown. */
public final class Table {

    private final StringBuilder text = new StringBuilder();
    private int rows;

    public Table(String... headers) {
        line((Object[]) headers);
        text.append("|---".repeat(headers.length)).append("|\n");
    }

    public Table row(Object... cells) {
        rows++;
        line(cells);
        return this;
    }

    public int rows() {
        return rows;
    }

    private void line(Object... cells) {
        text.append("| ");
        text.append(
                String.join(" | ", List.of(cells).stream().map(Object::toString).toList()));
        text.append(" |\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
