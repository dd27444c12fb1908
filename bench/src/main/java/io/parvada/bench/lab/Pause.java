package io.parvada.bench.lab;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what other processes do. */
public final class Pause {

    private static final int POLL_MILLIS = 100;

    private Pause() {}

    public static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** @throws IllegalStateException if it does not come true within the time */
    public static void until(String what, Duration atMost, BooleanSupplier condition) {
        until(what, atMost, POLL_MILLIS, condition);
    }

    /** The same, asked as often as a time that is measured needs. */
    public static void until(String what, Duration atMost, long everyMillis, BooleanSupplier condition) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(what + ": not within " + atMost.toSeconds() + " s");
            }
            millis(everyMillis);
        }
    }
}
