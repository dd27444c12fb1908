package io.parvada.transfer.wire;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One server-streaming call, read by blocking. At most {@link #AHEAD} messages are on their way between network and
 * reader; beyond, flow control holds the sender back. A peer from which no byte comes for the idle time is given up
 * with DEADLINE_EXCEEDED; bytes count as the socket gives them ({@link Arrivals}), so that a large message over a thin line
 * is no silence. One
 * reading thread, which closes it; {@link #cancel} from any.
 */
final class InboundStream<T> implements AutoCloseable {

    private static final int AHEAD = 4;

    private sealed interface Event<T> {}

    private record Message<T>(T value) implements Event<T> {}

    private record End<T>(Status status, Metadata trailers) implements Event<T> {}

    private final String peer;
    private final Duration idle;
    private final ClientCall<?, T> call;
    // Holds at most AHEAD messages and one end: what is not requested does not come.
    private final BlockingQueue<Event<T>> arrived = new LinkedBlockingQueue<>();
    private final Arrivals arrivals;
    private final Consumer<T> discard;
    private volatile boolean cancelled;
    private volatile boolean abandoned;
    private boolean ended;

    private InboundStream(String peer, Duration idle, ClientCall<?, T> call, Arrivals arrivals, Consumer<T> discard) {
        this.peer = peer;
        this.idle = idle;
        this.call = call;
        this.arrivals = arrivals;
        this.discard = discard;
    }

    /**
     * Starts the call; what the peer then does wrong, {@link #next} tells.
     *
     * @param discard what becomes of messages that came and are not read any more; any thread
     */
    static <Q, T> InboundStream<T> start(
            PeerChannel peer,
            MethodDescriptor<Q, T> method,
            CallOptions options,
            Q request,
            Duration idle,
            Consumer<T> discard) {
        ClientCall<Q, T> call = peer.channel().newCall(method, options);
        InboundStream<T> stream = new InboundStream<>(peer.target(), idle, call, peer.arrivals(), discard);
        call.start(stream.new Listener(), new Metadata());
        call.request(AHEAD);
        call.sendMessage(request);
        call.halfClose();
        return stream;
    }

    /**
     * The next message, empty after the last one.
     *
     * @throws PeerException what the peer or the network says; DEADLINE_EXCEEDED after the idle time; CANCELLED after
     *     {@link #cancel} or when the thread is interrupted, whose flag then stays set
     */
    Optional<T> next() {
        Event<T> event = await();
        if (event instanceof Message<T> message) {
            call.request(1);
            return Optional.of(message.value());
        }
        End<T> end = (End<T>) event;
        ended = true;
        if (end.status().isOk()) {
            return Optional.empty();
        }
        throw Endings.failure(end.status(), end.trailers(), peer, cancelled);
    }

    /** Ends the call; the reader gets CANCELLED. Idempotent, any thread. */
    void cancel() {
        cancelled = true;
        call.cancel("cancelled", null);
    }

    /** Ends the call if it is not over; whoever stops reading early calls it too. */
    @Override
    public void close() {
        if (!ended) {
            cancel();
        }
        abandoned = true;
        discardArrived();
    }

    private void discardArrived() {
        for (Event<T> event = arrived.poll(); event != null; event = arrived.poll()) {
            if (event instanceof Message<T> message) {
                discard.accept(message.value());
            }
        }
    }

    private Event<T> await() {
        long begun = System.nanoTime();
        long left = idle.toNanos();
        try {
            while (left > 0) {
                Event<T> event = arrived.poll(left, TimeUnit.NANOSECONDS);
                if (event != null) {
                    return event;
                }
                long lastSign = Math.max(0, arrivals.lastNanos() - begun);
                left = idle.toNanos() - (System.nanoTime() - begun - lastSign);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Endings.cancelled(peer);
        }
        throw new PeerException(Reason.DEADLINE_EXCEEDED, peer + " sent nothing for " + idle.toMillis() + " ms");
    }

    /** Runs on the event loop. */
    private final class Listener extends ClientCall.Listener<T> {
        @Override
        public void onMessage(T message) {
            arrived.add(new Message<>(message));
            if (abandoned) {
                discardArrived(); // else nobody would
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            arrived.add(new End<>(status, trailers));
        }
    }
}
