package io.parvada.peer.rpc;

import io.parvada.peer.grpc.Caller;
import io.parvada.peer.pace.Progress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Ends calls that hold something and whose other side does too little: a receiver that takes no message in 60 s (with
 * messages of 512 KiB that is less than 8.8 KB/s), or a sender that gives less than the least rate over half a minute
 * (the bytes of a message that is not whole yet count, too).
 * The time in which this peer itself is at work, or makes them wait for their turn, does not count. Thread-safe.
 */
final class StallWatch {

    static final Duration RECEIVERS = Duration.ofSeconds(60);

    private final LongSupplier leastRate;
    private final LongSupplier nanoTime;
    private final Set<Watched> calls = ConcurrentHashMap.newKeySet();

    /** @param leastRate what a sender must give, in bytes a second; asked each time */
    StallWatch(LongSupplier leastRate, LongSupplier nanoTime) {
        this.leastRate = leastRate;
        this.nanoTime = nanoTime;
    }

    /** One call under watch, until it is closed. */
    final class Watched implements AutoCloseable {
        private final Caller caller;
        private final Progress progress;
        private final BooleanSupplier excused;
        private final LongSupplier arrivals;
        private long counted; // guarded by this: of the arrivals

        private Watched(Caller caller, Progress progress, BooleanSupplier excused, LongSupplier arrivals) {
            this.caller = caller;
            this.progress = progress;
            this.excused = excused;
            this.arrivals = arrivals;
            this.counted = arrivals.getAsLong();
        }

        /** A whole message, whose bytes came before this. */
        void moved(long bytes) {
            arrivedSinceLastLook();
            progress.moved(bytes);
        }

        @Override
        public void close() {
            calls.remove(this);
        }

        private void look() {
            if (excused.getAsBoolean()) {
                progress.restart();
            } else if (progress.stalled()) {
                // Over a thin line one message may take longer than the window.
                progress.moved(arrivedSinceLastLook());
                if (progress.stalled()) {
                    close();
                    caller.abort("too little moved for too long");
                }
            }
        }

        private synchronized long arrivedSinceLastLook() {
            long now = arrivals.getAsLong();
            long since = now - counted;
            counted = now;
            return since;
        }
    }

    /** @param excused whether the receiver is waiting for this peer just now; any thread */
    Watched receiver(Caller caller, BooleanSupplier excused) {
        return watch(caller, new Progress(RECEIVERS, () -> 1, nanoTime), excused, () -> 0);
    }

    /** @param excused whether the sender is waiting for this peer just now; any thread */
    Watched sender(Caller caller, BooleanSupplier excused) {
        return watch(caller, Progress.of(leastRate, nanoTime), excused, caller.arrivals()::bytes);
    }

    /** Resets every call that stood still too long; what it held is freed by its own cancel handler. */
    void sweep() {
        calls.forEach(Watched::look);
    }

    private Watched watch(Caller caller, Progress progress, BooleanSupplier excused, LongSupplier arrivals) {
        Watched watched = new Watched(caller, progress, excused, arrivals);
        calls.add(watched);
        return watched;
    }
}
