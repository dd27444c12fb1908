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
 * they have moved, a turn's worth at a time, and a flow goes on when the bucket has paid for all of its turns. Turns are
 * paid in the order of asking (deficit round robin: Shreedhar and Varghese, 1995), so each of n flows gets 1/n of the
 * rate whatever the size of its messages, and one that begins waits behind those that run. What was saved up while
 * nobody moved is {@link #BURST} worth of bytes, no more. Thread-safe; no thread waits but by {@link Walk}.
 */
public final class Pace {

    /** A turn is a sixteenth of a second, so that nobody is silent for long, but within these bounds. */
    static final long MOST_A_TURN = 256 * 1024;

    static final long LEAST_A_TURN = 16 * 1024;
    private static final int TURNS_A_SECOND = 16;

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

    /** One that makes nobody wait, ever; it has no time to be limited by. */
    public static Pace unlimited() {
        return new Pace(null);
    }

    /** From now on so many bytes a second, 0 for no limit. Who waits is reckoned anew. */
    public void limit(long bytesPerSecond) {
        synchronized (this) {
            settle();
            rate = bytesPerSecond;
            if (bytesPerSecond == 0) {
                debt = 0;
                waiting.forEach(flow -> flow.owed = 0);
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

    /** What a flow should move at once, so that those that wait for it are not silent for long; unbounded without a limit. */
    public long atOnce() {
        return rate > 0 ? turn() : Long.MAX_VALUE;
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
        ask(flow, 0);
        return flow;
    }

    /** One transfer's turns. Its owner calls from one thread at a time. */
    public final class Flow implements AutoCloseable {
        private final Runnable go;
        private volatile boolean open = true;
        // Guarded by the pace: what has moved and is not counted, and the count at which its turn is paid.
        private long owed;
        private long paidAt;

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
            if (rate > 0) {
                ask(this, bytes);
            }
            return open;
        }

        /** The transfer is over; {@code go} may be called once more if it is just being called. Idempotent. */
        @Override
        public void close() {
            leave(this);
        }
    }

    private synchronized void ask(Flow flow, long bytes) {
        if (rate > 0) {
            settle();
            flow.owed += bytes;
            if (bytes == 0 || flow.owed >= turn()) {
                queue(flow);
                arm();
            }
        }
    }

    /** Counts the flow's turns, as far as the bucket goes; then it waits for the last of these to be paid. */
    private void queue(Flow flow) {
        waiting.remove(flow);
        do {
            long bytes = Math.min(flow.owed, turn());
            flow.owed -= bytes;
            counted += bytes;
            debt += bytes;
        } while (debt <= 0 && flow.owed >= turn());
        flow.open = debt <= 0;
        if (!flow.open) {
            flow.paidAt = counted;
            waiting.add(flow); // in the order of paidAt
        }
    }

    private synchronized void leave(Flow flow) {
        waiting.remove(flow);
        counted += flow.owed;
        debt += flow.owed;
        flow.owed = 0;
    }

    private void serve() {
        List<Flow> turns = new ArrayList<>();
        synchronized (this) {
            timer = null;
            settle();
            for (Flow first = first(); first != null && first.paidAt <= counted - debt; first = first()) {
                waiting.remove(first);
                first.open = true;
                if (rate > 0 && first.owed >= turn()) {
                    queue(first);
                }
                if (first.open) {
                    turns.add(first);
                }
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

    private long turn() {
        return Math.max(LEAST_A_TURN, Math.min(MOST_A_TURN, rate / TURNS_A_SECOND));
    }

    private Flow first() {
        return waiting.isEmpty() ? null : waiting.iterator().next();
    }
}
