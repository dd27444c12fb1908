package io.parvada.bench.report;

import java.util.Arrays;

/** The middle of some measurements, and how far they lie apart. */
public record Spread(double median, double min, double max) {

    /** @throws IllegalArgumentException if there is none */
    public static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
