package io.parvada.peer.pace;

import io.parvada.peer.config.Limits;
import io.parvada.peer.time.Timeline;
import java.util.function.LongSupplier;

/** The two directions of this peer, what it reads for its own hashes, and the least that it waits for. Thread-safe. */
public final class Bandwidth {

    private final Pace send;
    private final Pace receive;
    private final Pace hashing;
    private final LongSupplier nanoTime;
    private volatile long leastRate;

    public Bandwidth(Timeline time, LongSupplier nanoTime) {
        this.send = new Pace(time);
        this.receive = new Pace(time);
        this.hashing = new Pace(time);
        this.nanoTime = nanoTime;
    }

    /** Takes the rates of the limits, at once and for what runs. */
    public void limit(Limits.Rates rates) {
        send.limit(rates.send().toBytes());
        receive.limit(rates.receive().toBytes());
        hashing.limit(rates.hash().toBytes());
        leastRate = rates.least().toBytes();
    }

    /** What leaves this peer: downloads by others, over gRPC and HTTP. */
    public Pace send() {
        return send;
    }

    /** What comes in: uploads by others, and what this peer fetches itself. */
    public Pace receive() {
        return receive;
    }

    /** What is read from the share in the background, for hashes. */
    public Pace hashing() {
        return hashing;
    }

    /** What the other side of a transfer must move, in bytes a second over {@link Progress#WINDOW}. */
    public long leastRate() {
        return leastRate;
    }

    /** A body that goes out on this thread. */
    public Walk sending() {
        return new Walk(send, progress());
    }

    /** A body that comes in on this thread. */
    public Walk receiving() {
        return new Walk(receive, progress());
    }

    private Progress progress() {
        return Progress.of(this::leastRate, nanoTime);
    }
}
