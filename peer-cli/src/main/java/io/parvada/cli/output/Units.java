package io.parvada.cli.output;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes, times and rates for people. Powers of 1,024, named so: KiB, MiB, GiB, TiB. */
public final class Units {

    private static final String[] NAMES = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final Pattern SIZE =
            Pattern.compile("(\\d{1,18})\\s*(?:([KMGT])(?:i?B)?|B)?", Pattern.CASE_INSENSITIVE);

    /** Of less a rate tells how long it took to begin, not how fast it went. */
    private static final long LEAST_RATED_BYTES = 64 * 1024;

    private Units() {}

    /** Whether a rate of a transfer of so many bytes tells something. */
    static boolean rated(long bytes) {
        return bytes >= LEAST_RATED_BYTES;
    }

    /** {@code 19.1 MiB in 2.0 s (9.7 MiB/s)}; of a few bytes without the rate. */
    public static String moved(long bytes, Duration time) {
        return bytes(bytes) + " in " + time(time) + (rated(bytes) ? " (" + rate(bytes, time) + ")" : "");
    }

    /** {@code 12 B}, {@code 1.5 KiB}, {@code 350 MiB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1023.5 && unit < NAMES.length - 1) {
            value /= 1024;
            unit++;
        }
        String form = unit == 0 || value >= 99.95 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, form, value, NAMES[unit]);
    }

    /** {@code 7 ms}, {@code 1.2 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    public static String time(Duration time) {
        long seconds = time.toSeconds();
        if (time.toMillis() < 1000) {
            return Math.max(0, time.toMillis()) + " ms";
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** {@code 350 MiB/s}; of no time at all a dash. */
    public static String rate(long bytes, Duration time) {
        return time.isZero() || time.isNegative() ? "-" : bytes(bytesPerSecond(bytes, time)) + "/s";
    }

    /** 0 for no time at all. */
    public static long bytesPerSecond(long bytes, Duration time) {
        return time.isZero() || time.isNegative() ? 0 : (long) (bytes / (time.toNanos() / 1e9));
    }

    /**
     * {@code 1000}, {@code 64KB}, {@code 10MiB}, {@code 2g}: powers of 1,024, as in a peer's configuration.
     *
     * @throws PeerException INVALID_REQUEST for anything else
     */
    public static long parseBytes(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (matcher.matches()) {
            String unit = matcher.group(2);
            int shift = unit == null ? 0 : 10 * (1 + "KMGT".indexOf(unit.toUpperCase(Locale.ROOT)));
            long number = Long.parseLong(matcher.group(1));
            if (number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        }
        throw new PeerException(
                Reason.INVALID_REQUEST, "a number of bytes is like 1000, 64KB or 10MB, not '" + text + "'");
    }
}
