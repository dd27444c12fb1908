package io.parvada.peer.transfers;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * How many transfers run at once, over REST and gRPC together. The bound is read at each {@link #acquire}: a lower one
 * ends nothing that runs. Thread-safe, never blocks.
 */
public final class Permits {

    // Long enough to be no busy loop, short enough not to leave a freed place empty.
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** Held while a transfer runs; close once or more, from any thread. */
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    private final IntSupplier max;
    private final AtomicInteger active = new AtomicInteger();

    Permits(IntSupplier max) {
        this.max = max;
    }

    /**
     * @param what for the sentence: "download of a.txt"
     * @throws PeerException BUSY with Retry-After when all are out
     */
    public Permit acquire(String what) {
        int bound = max.getAsInt();
        if (active.getAndUpdate(n -> n < bound ? n + 1 : n) >= bound) {
            throw PeerException.retryAfter(
                    Reason.BUSY, bound + " transfers are running, which is all: no room for the " + what, RETRY_AFTER);
        }
        AtomicBoolean held = new AtomicBoolean(true);
        return () -> {
            if (held.compareAndSet(true, false)) {
                active.decrementAndGet();
            }
        };
    }

    public int active() {
        return active.get();
    }
}
