package io.parvada.peer.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.grpc.Caller;

/**
 * Takes a sender's messages no faster than they are dealt with: two are asked for ahead, so that one is received while
 * one is hashed and written, and a slow disk slows the sender. Confined to the call's callbacks, which come one at a
 * time and may block.
 */
abstract class Inflow<Q, A> implements StreamObserver<Q> {

    private static final int AHEAD = 2;

    private final ServerCallStreamObserver<A> sender;
    private final StallWatch.Watched watched;
    private boolean ended;

    /** To be made in the call's own method. */
    Inflow(StreamObserver<A> sender, StallWatch stalls) {
        this.sender = (ServerCallStreamObserver<A>) sender;
        this.watched = stalls.watch(Caller.current());
        this.sender.disableAutoRequest();
        this.sender.setOnCancelHandler(() -> end(false));
        this.sender.request(AHEAD);
    }

    /** One message; throws what ends the call. */
    abstract void take(Q message);

    /** The sender has ended well: what it is told, once all that is promised is done. */
    abstract A answer();

    /** Once, whatever happened; answered is false after a failure or a break. */
    abstract void ended(boolean answered);

    @Override
    public final void onNext(Q message) {
        try {
            take(message);
        } catch (RuntimeException | Error e) {
            end(false);
            throw e;
        }
        watched.progress();
        sender.request(1);
    }

    @Override
    public final void onCompleted() {
        A answer;
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

    private void end(boolean answered) {
        if (!ended) {
            ended = true;
            watched.close();
            ended(answered);
        }
    }
}
