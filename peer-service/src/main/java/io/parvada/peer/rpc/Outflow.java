package io.parvada.peer.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.grpc.Caller;
import io.parvada.peer.grpc.StallWatch;
import io.parvada.peer.pace.Pace;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends a source's messages while the receiver takes them and it is this stream's turn: with {@code isReady} false
 * nothing is read and nothing is made, so a call never has more in memory than one message and half of another. No
 * thread waits for a turn: it comes as a task of its own, so the call's callbacks and that task may meet; whoever is first
 * does the other's part too.
 */
final class Outflow<T> {

    /** What is sent. Closed exactly once, after its end, a failure or the end of the call. */
    interface Source<T> extends AutoCloseable {
        /**
         * The next message, or null at the end; may block on the disk. A message is not used after the next call.
         *
         * @param mostBytes of a file, or of hashes, that it may have; at least 16 KiB
         */
        T next(long mostBytes);

        /** How many bytes of a file, or of hashes, a message has. */
        int bytes(T message);

        /** It is in gRPC's own buffers, and its memory may be used again. */
        default void sent(T message) {}

        @Override
        void close();
    }

    private final ServerCallStreamObserver<T> receiver;
    private final Source<T> source;
    private final Room room;
    private final Pace bandwidth;
    private final Pace.Flow turns;
    private final StallWatch.Watched watched;
    // How often someone came to pump while somebody does; the one that made it 1 is in.
    private final AtomicInteger comers = new AtomicInteger();
    private volatile boolean cancelled;
    private boolean ended; // of who is in

    private Outflow(ServerCallStreamObserver<T> receiver, Source<T> source, Streams streams) {
        this.receiver = receiver;
        this.source = source;
        this.room = streams.room();
        this.bandwidth = streams.bandwidth().send();
        this.turns = bandwidth.flow(() -> streams.calls().execute(this::pump));
        this.watched = streams.stalls().receiver(Caller.current(), () -> !turns.open());
    }

    /** To be called in the call's own method; returns at once, the call's callbacks do the rest. */
    static <T> void start(StreamObserver<T> receiver, Source<T> source, Streams streams) {
        ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) receiver;
        Outflow<T> flow = new Outflow<>(call, source, streams);
        flow.room.enter();
        // Half a message: the next one is made while it leaves. At the default of 32 KiB it is stop-and-go.
        call.setOnReadyThreshold(flow.room.messageBytes() / 2);
        call.setOnReadyHandler(flow::pump);
        call.setOnCancelHandler(flow::cancel);
    }

    private void cancel() {
        cancelled = true;
        pump();
    }

    private void pump() {
        if (comers.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            send();
            seen = comers.addAndGet(-seen);
        } while (seen > 0);
    }

    private void send() {
        try {
            while (!ended && !cancelled && turns.open() && receiver.isReady()) {
                T message = source.next(Math.min(room.messageBytes(), bandwidth.atOnce()));
                if (message == null) {
                    end();
                    receiver.onCompleted();
                } else {
                    int bytes = source.bytes(message);
                    receiver.onNext(message);
                    source.sent(message);
                    watched.moved(bytes);
                    turns.moved(bytes);
                }
            }
            if (cancelled) {
                end();
            }
        } catch (RuntimeException | Error e) {
            // Not thrown: outside of the call's callbacks nobody would turn it into an answer.
            end();
            receiver.onError(e);
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            room.leave();
            turns.close();
            watched.close();
            source.close();
        }
    }
}
