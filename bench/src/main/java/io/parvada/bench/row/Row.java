package io.parvada.bench.row;

/** One row of the figures to reach. */
public interface Row {

    /** Its section for docs/benchmarks.md, without the heading. Long: minutes. */
    String measure(Setting setting);

    String title();
}
