package io.parvada.cli.output;

import java.time.Duration;
import java.util.function.LongSupplier;

/** For logs and pipes: a whole line at most every second, and only each ten per cent or three seconds. */
final class LineProgress implements Progress {

    private static final Duration AT_MOST = Duration.ofSeconds(1);
    private static final Duration AT_LEAST = Duration.ofSeconds(3);

    private final Console console;
    private final String task;
    private final LongSupplier nanoTime;
    private boolean begun;
    private long beganNanos;
    private long beganBytes;
    private long saidNanos;
    private long saidTenths;

    /** @param nanoTime as {@link System#nanoTime} */
    LineProgress(Console console, String task, LongSupplier nanoTime) {
        this.console = console;
        this.task = task;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void update(long doneBytes, long totalBytes) {
        long now = nanoTime.getAsLong();
        long tenths = totalBytes == 0 ? 10 : (long) (10.0 * doneBytes / totalBytes);
        if (!begun) {
            begun = true;
            beganNanos = now;
            beganBytes = doneBytes;
            saidNanos = now;
            saidTenths = tenths;
            return;
        }
        Duration silent = Duration.ofNanos(now - saidNanos);
        boolean due = tenths > saidTenths ? silent.compareTo(AT_MOST) >= 0 : silent.compareTo(AT_LEAST) >= 0;
        if (due) {
            saidNanos = now;
            saidTenths = tenths;
            console.note(line(doneBytes, totalBytes, Duration.ofNanos(now - beganNanos)));
        }
    }

    @Override
    public void note(String sentence) {
        console.note(sentence);
    }

    @Override
    public void close() {}

    private String line(long doneBytes, long totalBytes, Duration elapsed) {
        long percent = totalBytes == 0 ? 100 : (long) (100.0 * doneBytes / totalBytes);
        String how = task + ": " + percent + " % (" + Units.bytes(doneBytes) + " of " + Units.bytes(totalBytes) + ")";
        if (!Units.rated(totalBytes - beganBytes)) {
            return how;
        }
        long rate = Units.bytesPerSecond(doneBytes - beganBytes, elapsed);
        long leftBytes = totalBytes - doneBytes;
        String left = rate == 0 || leftBytes == 0 ? "" : ", " + left((leftBytes + rate - 1) / rate);
        return how + ", " + Units.rate(doneBytes - beganBytes, elapsed) + left;
    }

    private static String left(long seconds) {
        return (seconds < 60 ? seconds + " s" : Units.time(Duration.ofSeconds(seconds))) + " left";
    }
}
