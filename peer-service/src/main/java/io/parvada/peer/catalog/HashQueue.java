package io.parvada.peer.catalog;

import io.parvada.peer.pace.Pace;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Who is read next when someone asked for it, and how far the one that is read now has come. All other files wait in the
 * database. Thread-safe: one thread takes, any asks.
 */
final class HashQueue {

    /** What is read now; immutable. */
    record Current(FileName name, long sizeBytes, long doneBytes) {}

    /** More askers than this wait for the files' turn like the rest. */
    private static final int ASKED = 1_024;

    private static final long GUESSED_BYTES_PER_SECOND = 200_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final Set<FileName> asked = new LinkedHashSet<>();
    private Current current;
    private long readBytes;
    private long readNanos;
    private long lastNanos;
    private boolean woken;
    private boolean helped;
    private boolean stopped;

    /** To be read before all others, after those asked for earlier. */
    synchronized void first(FileName name) {
        if (asked.size() < ASKED) {
            asked.add(name);
        }
        wake();
    }

    /** Something may wait in the database. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** Whether someone waits for a file. */
    synchronized boolean isAsked() {
        return !asked.isEmpty();
    }

    synchronized FileName poll() {
        FileName next = asked.isEmpty() ? null : asked.iterator().next();
        asked.remove(next);
        return next;
    }

    /** Until woken, asked or stopped, or until the time has passed; null is for ever. */
    synchronized void await(Duration longest) {
        long until = longest == null ? Long.MAX_VALUE : System.nanoTime() + longest.toNanos();
        try {
            while (!woken && !stopped && asked.isEmpty()) {
                long left = longest == null ? 0 : (until - System.nanoTime()) / 1_000_000;
                if (longest != null && left <= 0) {
                    break;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
        woken = false;
    }

    /** All names are known: from now on there is time for a second reader. Something may wait, too. */
    synchronized void help() {
        helped = true;
        wake();
    }

    synchronized boolean helped() {
        return helped;
    }

    /** Waits until the flow may go on, and counts what it will read; false when stopped. */
    synchronized boolean turn(Pace.Flow flow, long bytes) {
        try {
            while (!flow.open() && !stopped) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
        if (bytes > 0) {
            flow.moved(bytes);
        }
        return !stopped;
    }

    /** As {@link #turn}, for one of many small files: false, too, when someone waits for another one. */
    boolean next(Pace.Flow flow, long bytes) {
        return !isAsked() && turn(flow, bytes);
    }

    /** Some flow may go on. */
    synchronized void turned() {
        notifyAll();
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    synchronized boolean stopped() {
        return stopped;
    }

    synchronized Current current() {
        return current;
    }

    void begin(FileName name, long sizeBytes) {
        begin(new Current(name, sizeBytes, 0));
    }

    /** null: nothing is read now. */
    synchronized void begin(Current next) {
        current = next;
        lastNanos = System.nanoTime();
    }

    synchronized void progress(int bytes) {
        long now = System.nanoTime();
        readBytes += bytes;
        readNanos += now - lastNanos;
        lastNanos = now;
        current = new Current(current.name(), current.sizeBytes(), current.doneBytes() + bytes);
    }

    /** What someone is told who wants proof of a file that is not read yet; the time is what its reading should take. */
    synchronized PeerException busy(CatalogEntry entry) {
        boolean reading = current != null && current.name().equals(entry.name());
        long left = reading ? current.sizeBytes() - current.doneBytes() : entry.sizeBytes();
        String progress = reading
                ? String.format(
                        Locale.ROOT,
                        "%s is being hashed: %,d of %,d bytes are read",
                        entry.name(),
                        current.doneBytes(),
                        current.sizeBytes())
                : String.format(
                        Locale.ROOT, "%s waits to be hashed: 0 of %,d bytes are read", entry.name(), entry.sizeBytes());
        long rate = readNanos < SECOND_NANOS
                ? GUESSED_BYTES_PER_SECOND
                : Math.max(1, (long) (readBytes / (readNanos / (double) SECOND_NANOS)));
        return PeerException.retryAfter(
                Reason.BUSY, progress, Duration.ofSeconds(Math.max(1, Math.min(30, left / rate + 1))));
    }
}
