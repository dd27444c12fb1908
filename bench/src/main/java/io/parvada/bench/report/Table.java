package io.parvada.bench.report;

import java.util.List;

/** A table in Markdown. */
public final class Table {

    private final StringBuilder text = new StringBuilder();

    public Table(String... headers) {
        row((Object[]) headers);
        text.append("|---".repeat(headers.length)).append("|\n");
    }

    public Table row(Object... cells) {
        text.append("| ");
        text.append(
                String.join(" | ", List.of(cells).stream().map(Object::toString).toList()));
        text.append(" |\n");
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
