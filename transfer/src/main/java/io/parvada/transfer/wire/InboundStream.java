package io.parvada.transfer.wire;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.error.PeerException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One server-streaming call, read by blocking. At most {@link #AHEAD} messages are on their way between network and
 * reader, none before it begins to read; beyond, flow control holds the sender back. A peer that does not send what is
 * expected of it ({@link Expectation}) is given up with DEADLINE_EXCEEDED. One reading thread, which closes it;
 * {@link #cancel} from any.
 */
final class InboundStream<T> implements AutoCloseable {

    private static final int AHEAD = 4;

    private sealed interface Event<T> {}

    private record Message<T>(T value) implements Event<T> {}

    private record End<T>(Status status, Metadata trailers) implements Event<T> {}

    private final String peer;
    private final ClientCall<?, T> call;
    // Holds at most AHEAD messages and one end: what is not requested does not come.
    private final BlockingQueue<Event<T>> arrived = new LinkedBlockingQueue<>();
    private final Expectation expectation;
    private final Consumer<T> discard;
    private volatile boolean cancelled;
    private volatile boolean abandoned;
    private boolean reads;
    private boolean ended;

    private InboundStream(String peer, ClientCall<?, T> call, Expectation expectation, Consumer<T> discard) {
        this.peer = peer;
        this.call = call;
        this.expectation = expectation;
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
            Expectation.Terms expected,
            Consumer<T> discard) {
        ClientCall<Q, T> call = peer.channel().newCall(method, options);
        Expectation expectation = new Expectation(peer.target(), expected, peer.arrivals());
        InboundStream<T> stream = new InboundStream<>(peer.target(), call, expectation, discard);
        call.start(stream.new Listener(), new Metadata());
        call.sendMessage(request);
        call.halfClose();
        return stream;
    }

    /**
     * The next message, empty after the last one.
     *
     * @throws PeerException what the peer or the network says; DEADLINE_EXCEEDED when too little comes; CANCELLED after
     *     {@link #cancel} or when the thread is interrupted, whose flag then stays set
     */
    Optional<T> next() {
        if (!reads) {
            reads = true;
            expectation.message();
            call.request(AHEAD);
        }
        Event<T> event = await();
        if (event instanceof Message<T> message) {
            expectation.message();
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

    /** Any thread. */
    boolean isClosed() {
        return abandoned;
    }

    private void discardArrived() {
        for (Event<T> event = arrived.poll(); event != null; event = arrived.poll()) {
            if (event instanceof Message<T> message) {
                discard.accept(message.value());
            }
        }
    }

    private Event<T> await() {
        Event<T> event = arrived.poll();
        if (event != null) {
            return event;
        }
        expectation.begin(System.nanoTime());
        try {
            while (event == null) {
                event = arrived.poll(expectation.left(System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Endings.cancelled(peer);
        }
        expectation.end(System.nanoTime());
        return event;
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
