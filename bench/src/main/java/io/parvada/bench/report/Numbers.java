package io.parvada.bench.report;

import java.util.Locale;

/** How figures are written. Bytes: GB are 10^9, MiB 2^20. */
public final class Numbers {

    private Numbers() {}

    public static String of(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    public static String size(long bytes) {
        return bytes >= 1L << 30 && bytes % (1L << 30) == 0 ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
    }
}
