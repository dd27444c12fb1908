package io.parvada.peer.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.grpc.Caller;
import io.parvada.peer.grpc.StallWatch;
import io.parvada.peer.pace.Pace;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes a sender's messages no faster than they are dealt with, and than this stream's turns come: two are asked for
 * ahead, so that one is received while one is hashed and written, and a slow disk slows the sender. Confined to the call's callbacks, which come one at a
 * time and may block.
 */
abstract class Inflow<Q, A> implements StreamObserver<Q> {

    private static final int AHEAD = 2;

    private final ServerCallStreamObserver<A> sender;
    private final Pace.Flow turns;
    private final StallWatch.Watched watched;
    // Messages that may be asked for when the turn comes.
    private final AtomicInteger owed = new AtomicInteger(AHEAD);
    private volatile boolean taking;
    private boolean ended;

    /** To be made in the call's own method. */
    Inflow(StreamObserver<A> sender, Streams streams) {
        this.sender = (ServerCallStreamObserver<A>) sender;
        this.sender.disableAutoRequest();
        this.sender.setOnCancelHandler(() -> end(false));
        this.turns = streams.bandwidth().receive().flow(this::ask);
        this.watched = streams.stalls().sender(Caller.current(), () -> taking || !turns.open());
        if (turns.open()) {
            ask();
        }
    }

    /** One message; throws what ends the call. @return how many bytes of a file, or of hashes, it had */
    abstract int take(Q message);

    /** The sender has ended well: what it is told, once all that is promised is done. */
    abstract A answer();

    /** Once, whatever happened; answered is false after a failure or a break. */
    abstract void ended(boolean answered);

    @Override
    public final void onNext(Q message) {
        int bytes;
        taking = true;
        try {
            bytes = take(message);
        } catch (RuntimeException | Error e) {
            end(false);
            throw e;
        } finally {
            taking = false;
        }
        watched.moved(bytes);
        owed.incrementAndGet();
        if (turns.moved(bytes)) {
            ask();
        }
    }

    @Override
    public final void onCompleted() {
        A answer;
        taking = true;
        try {
            answer = answer();
        } catch (RuntimeException | Error e) {
            end(false);
            throw e;
        }
        end(true);
        sender.onNext(answer);
        sender.onCompleted();
    }

    /** The break of the call; the cancel handler has the same news. */
    @Override
    public final void onError(Throwable broken) {
        end(false);
    }

    // On any thread; after the end of the call it does nothing.
    private void ask() {
        int messages = owed.getAndSet(0);
        if (messages > 0) {
            sender.request(messages);
        }
    }

    private void end(boolean answered) {
        if (!ended) {
            ended = true;
            turns.close();
            watched.close();
            ended(answered);
        }
    }
}
