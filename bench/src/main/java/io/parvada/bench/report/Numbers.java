package io.parvada.bench.report;

import java.util.Locale;

/** How figures are written. Bytes: GB are 10^9, MiB 2^20. */
public final class Numbers {

    private Numbers() {}

    public static String of(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Three digits that count: 20,345 and 345 and 3.45 and 0.0345. */
    public static String plain(double value) {
        if (value >= 100) {
            return of("%,.0f", value);
        }
        return of(value >= 10 ? "%.1f" : value >= 1 || value == 0 ? "%.2f" : "%.3f", value);
    }

    public static String size(long bytes) {
        return bytes >= 1L << 30 && bytes % (1L << 30) == 0 ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
    }
}
