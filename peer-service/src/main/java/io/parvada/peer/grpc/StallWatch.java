package io.parvada.peer.grpc;

import io.parvada.peer.pace.Progress;
import io.parvada.transfer.connection.ReceivedBytes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Ends calls that hold something and whose other side does too little: a receiver that takes no message in 60 s (with
 * messages of 512 KiB that is less than 8.8 KB/s), or a sender that gives less than the least rate over half a minute
 * (the bytes of a message that is not whole yet count, too, as far as they may be its own: {@link SharedArrivals}).
 * The time in which this peer itself is at work, or makes them wait for their turn, does not count. Thread-safe.
 */
public final class StallWatch {

    static final Duration RECEIVERS = Duration.ofSeconds(60);

    private final LongSupplier leastRate;
    private final LongSupplier nanoTime;
    private final Set<Watched> calls = ConcurrentHashMap.newKeySet();

    /** @param leastRate what a sender must give, in bytes a second; asked each time */
    public StallWatch(LongSupplier leastRate, LongSupplier nanoTime) {
        this.leastRate = leastRate;
        this.nanoTime = nanoTime;
    }

    /** One call under watch, until it is closed. */
    public final class Watched implements AutoCloseable {
        private final Caller caller;
        private final Progress progress;
        private final BooleanSupplier excused;
        private final SharedArrivals arrivals; // null for a receiver: what it sends is no sign that it takes anything

        private Watched(Caller caller, Progress progress, BooleanSupplier excused, SharedArrivals arrivals) {
            this.caller = caller;
            this.progress = progress;
            this.excused = excused;
            this.arrivals = arrivals;
        }

        /** A whole message, whose bytes came before this. */
        public void moved(long bytes) {
            if (arrivals != null && bytes > 0) {
                arrivals.begin();
            } else {
                partOfAMessage();
            }
            progress.moved(bytes);
        }

        @Override
        public void close() {
            calls.remove(this);
        }

        private void look() {
            if (excused.getAsBoolean()) {
                progress.restart();
                if (arrivals != null) {
                    arrivals.begin();
                }
            } else if (progress.stalled()) {
                // Over a thin line one message may take longer than the window.
                progress.moved(partOfAMessage());
                if (progress.stalled()) {
                    close();
                    caller.abort("too little moved for too long");
                }
            }
        }

        private long partOfAMessage() {
            return arrivals == null ? 0 : arrivals.take();
        }

        private boolean sendsOver(ReceivedBytes connection) {
            return arrivals != null && arrivals.areOf(connection);
        }
    }

    /** @param excused whether the receiver is waiting for this peer just now; any thread */
    public Watched receiver(Caller caller, BooleanSupplier excused) {
        return watch(caller, new Progress(RECEIVERS, () -> 1, nanoTime), excused, null);
    }

    /** @param excused whether the sender is waiting for this peer just now; any thread */
    public Watched sender(Caller caller, BooleanSupplier excused) {
        ReceivedBytes connection = caller.arrivals();
        SharedArrivals shared = new SharedArrivals(connection, () -> senders(connection));
        return watch(caller, Progress.of(leastRate, nanoTime), excused, shared);
    }

    /** Resets every call that stood still too long; what it held is freed by its own cancel handler. */
    public void sweep() {
        calls.forEach(Watched::look);
    }

    private int senders(ReceivedBytes connection) {
        return (int) calls.stream().filter(call -> call.sendsOver(connection)).count();
    }

    private Watched watch(Caller caller, Progress progress, BooleanSupplier excused, SharedArrivals arrivals) {
        Watched watched = new Watched(caller, progress, excused, arrivals);
        calls.add(watched);
        return watched;
    }
}
