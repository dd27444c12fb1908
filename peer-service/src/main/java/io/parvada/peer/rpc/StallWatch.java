package io.parvada.peer.rpc;

import io.parvada.peer.grpc.Caller;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Ends calls that hold something and stand still: a receiver that takes no message, or a sender that gives none, for
 * {@code patience}. With messages of 256 KiB and 60 s that is less than 4.4 KB/s. Thread-safe.
 */
final class StallWatch {

    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Set<Watched> calls = ConcurrentHashMap.newKeySet();

    StallWatch(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** One call under watch, until it is closed. */
    final class Watched implements AutoCloseable {
        private final Caller caller;
        private volatile long progressAt = nanoTime.getAsLong();

        private Watched(Caller caller) {
            this.caller = caller;
        }

        void progress() {
            progressAt = nanoTime.getAsLong();
        }

        @Override
        public void close() {
            calls.remove(this);
        }
    }

    Watched watch(Caller caller) {
        Watched watched = new Watched(caller);
        calls.add(watched);
        return watched;
    }

    /** Resets every call that stood still too long; what it held is freed by its own cancel handler. */
    void sweep() {
        long now = nanoTime.getAsLong();
        for (Watched call : calls) {
            if (now - call.progressAt >= patience.toNanos()) {
                call.close();
                call.caller.abort("nothing moved for " + patience.toSeconds() + " s");
            }
        }
    }
}
