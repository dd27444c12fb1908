package io.parvada.bench.report;

/** What was to be reached, and whether it was. scripts/bench.sh gathers these lines at the head of the document. */
public final class Verdicts {

    private final Table table = new Table("beside", "figure", "turn by turn", "to reach", "");

    /** How many times as fast Parvada was. */
    public void atLeast(String rival, double ratio, Spread turns, double bound) {
        add(rival, ratio, turns, "≥ " + bound, ratio >= bound);
    }

    /** How many times as long Parvada took. */
    public void atMost(String rival, double ratio, Spread turns, double bound) {
        add(rival, ratio, turns, "≤ " + bound, ratio <= bound);
    }

    public void mebibytesAtMost(String what, double mebibytes, double bound) {
        String figure = Numbers.of("%.0f MiB", mebibytes);
        table.row(what, figure, "", Numbers.of("≤ %.0f MiB", bound), word(mebibytes <= bound));
    }

    /** A figure that stands for itself; the middle of the turns counts. @param unit with the blank before it, if any */
    public void atMost(String what, Spread turns, String unit, double bound) {
        figure(what, turns, unit, "≤ ", bound, turns.median() <= bound);
    }

    public void atLeast(String what, Spread turns, String unit, double bound) {
        figure(what, turns, unit, "≥ ", bound, turns.median() >= bound);
    }

    @Override
    public String toString() {
        return table.rows() == 0 ? "" : table.toString();
    }

    private void add(String rival, double ratio, Spread turns, String bound, boolean reached) {
        table.row(
                rival,
                Numbers.of("%.2f ×", ratio),
                Numbers.of("%.2f–%.2f", turns.min(), turns.max()),
                bound + " ×",
                word(reached));
    }

    private void figure(String what, Spread turns, String unit, String sign, double bound, boolean reached) {
        table.row(
                what,
                Numbers.plain(turns.median()) + unit,
                Numbers.plain(turns.min()) + "–" + Numbers.plain(turns.max()),
                sign + Numbers.plain(bound) + unit,
                word(reached));
    }

    private static String word(boolean reached) {
        return reached ? "reached" : "**falls short**";
    }
}
