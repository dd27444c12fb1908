package io.parvada.peer.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.grpc.Caller;

/**
 * Sends a source's messages while the receiver takes them: with {@code isReady} false nothing is read and nothing is
 * made, so a call never has more in memory than {@link #READY_BYTES} and one message. Confined to the call's callbacks,
 * which come one at a time.
 */
final class Outflow<T> {

    /** Two messages of a download: at the default of 32 KiB any larger message goes stop-and-go. */
    static final int READY_BYTES = 512 * 1024;

    /** What is sent. Closed exactly once, after its end, a failure or the end of the call. */
    interface Source<T> extends AutoCloseable {
        /** The next message, or null at the end; may block on the disk. A message is not used after the next call. */
        T next();

        @Override
        void close();
    }

    private final ServerCallStreamObserver<T> receiver;
    private final Source<T> source;
    private final StallWatch.Watched watched;
    private boolean ended;

    private Outflow(ServerCallStreamObserver<T> receiver, Source<T> source, StallWatch.Watched watched) {
        this.receiver = receiver;
        this.source = source;
        this.watched = watched;
    }

    /** To be called in the call's own method; returns at once, the call's callbacks do the rest. */
    static <T> void start(StreamObserver<T> receiver, Source<T> source, StallWatch stalls) {
        ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) receiver;
        Outflow<T> flow = new Outflow<>(call, source, stalls.watch(Caller.current()));
        call.setOnReadyThreshold(READY_BYTES);
        call.setOnReadyHandler(flow::pump);
        call.setOnCancelHandler(flow::end);
    }

    private void pump() {
        try {
            while (!ended && receiver.isReady()) {
                T message = source.next();
                if (message == null) {
                    end();
                    receiver.onCompleted();
                } else {
                    receiver.onNext(message);
                    watched.progress();
                }
            }
        } catch (RuntimeException | Error e) {
            end();
            throw e;
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            watched.close();
            source.close();
        }
    }
}
