package io.parvada.peer.pace;

import io.parvada.peer.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * The bandwidth of one direction, shared by all transfers. A token bucket that is paid afterwards: bytes are counted when
 * they have moved, and their flow goes on when the bucket has paid for them and for all that moved before. So flows
 * take turns of {@link #TURN_BYTES} (or one message, if that is larger), each of n gets 1/n of the rate, and one that
 * begins waits behind those that run. What was saved up while nobody moved is {@link #BURST} worth of bytes, no more. Thread-safe; no thread waits
 * but by {@link Walk}.
 */
public final class Pace {

    /** What a flow moves in one turn: it asks no sooner, whatever the size of its messages, so that turns are equal. */
    static final int TURN_BYTES = 256 * 1024;

    /** Makes up for a timer that is late, and is too little to be seen in a second's rate. */
    static final Duration BURST = Duration.ofMillis(100);

    private static final double NANOS = 1e9;

    private final Timeline time;
    private final LongAdder total = new LongAdder();
    // Bytes a second, 0 for no limit. Written under this.
    private volatile long rate;

    // All guarded by this. The bucket has paid for the first (counted - debt) bytes.
    private final Set<Flow> waiting = new LinkedHashSet<>();
    private long counted;
    private double debt;
    private Instant settledAt;
    private Runnable timer;

    public Pace(Timeline time) {
        this.time = time;
    }

    /** From now on so many bytes a second, 0 for no limit. Who waits is reckoned anew. */
    public void limit(long bytesPerSecond) {
        synchronized (this) {
            settle();
            rate = bytesPerSecond;
            if (bytesPerSecond == 0) {
                debt = 0;
            }
            if (timer != null) {
                timer.run();
                timer = null;
            }
        }
        serve();
    }

    /** Whether there is a limit now: else bytes may move past this class, and are not counted then. */
    public boolean limited() {
        return rate > 0;
    }

    /** All bytes that were counted. */
    public long totalBytes() {
        return total.sum();
    }

    /** How many flows wait for their turn. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /**
     * One transfer. It may have to wait for its first byte: ask {@link Flow#open}.
     *
     * @param go called each time a wait ends, on the timer's thread or one that raises the limit; must not block
     */
    public Flow flow(Runnable go) {
        Flow flow = new Flow(go);
        count(flow, 0);
        return flow;
    }

    /** One transfer's turns. Its owner calls from one thread at a time. */
    public final class Flow implements AutoCloseable {
        private final Runnable go;
        private volatile boolean open = true;
        private long uncounted;
        private long paidAt; // guarded by the pace: the count at which it goes on

        private Flow(Runnable go) {
            this.go = go;
        }

        /** Whether bytes may move now. */
        public boolean open() {
            return open;
        }

        /** So many bytes have moved. False if the next ones have to wait: {@code go} is called when they need not. */
        public boolean moved(long bytes) {
            total.add(bytes);
            if (rate == 0) {
                return open;
            }
            uncounted += bytes;
            if (uncounted >= TURN_BYTES) {
                count(this, uncounted);
                uncounted = 0;
            }
            return open;
        }

        /** The transfer is over; {@code go} may be called once more if it is just being called. Idempotent. */
        @Override
        public void close() {
            synchronized (Pace.this) {
                count(this, uncounted);
                waiting.remove(this);
            }
            uncounted = 0;
        }
    }

    private synchronized void count(Flow flow, long bytes) {
        if (rate == 0) {
            return;
        }
        settle();
        counted += bytes;
        debt += bytes;
        if (debt > 0) {
            flow.open = false;
            flow.paidAt = counted;
            waiting.remove(flow);
            waiting.add(flow); // in the order of paidAt
            arm();
        }
    }

    private void serve() {
        List<Flow> turns = new ArrayList<>();
        synchronized (this) {
            timer = null;
            settle();
            for (Flow first = first(); first != null && first.paidAt <= counted - debt; first = first()) {
                waiting.remove(first);
                first.open = true;
                turns.add(first);
            }
            arm();
        }
        turns.forEach(flow -> flow.go.run());
    }

    private void settle() {
        Instant now = time.now();
        if (settledAt != null) {
            double nanos = Duration.between(settledAt, now).toNanos();
            debt = Math.max(-rate * (BURST.toNanos() / NANOS), debt - rate * (nanos / NANOS));
        }
        settledAt = now;
    }

    private void arm() {
        Flow first = first();
        if (timer == null && first != null) {
            double missing = first.paidAt - (counted - debt);
            timer = time.after(Duration.ofNanos((long) Math.ceil(missing / rate * NANOS) + 1), this::serve);
        }
    }

    private Flow first() {
        return waiting.isEmpty() ? null : waiting.iterator().next();
    }
}
