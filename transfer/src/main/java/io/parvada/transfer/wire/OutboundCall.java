package io.parvada.transfer.wire;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One client-streaming (or unary) call, written by blocking: a message leaves only when the transport is ready for it,
 * so that a slow receiver slows the sender and memory holds one message. One writing thread, which closes it;
 * {@link #cancel} from any.
 */
final class OutboundCall<Q, R> implements AutoCloseable {

    // By default a call stops being ready at 32 KiB and any larger message goes stop-and-go.
    private static final int READY_BELOW_BYTES = 1024 * 1024;

    private final String peer;
    private final ClientCall<Q, R> call;
    private final boolean oneMessage;
    private final Object lock = new Object();
    private R response;
    private Status status;
    private Metadata trailers;
    private boolean cancelled;

    private OutboundCall(String peer, ClientCall<Q, R> call, boolean oneMessage) {
        this.peer = peer;
        this.call = call;
        this.oneMessage = oneMessage;
    }

    /** Starts the call; what the peer then does wrong, the other methods tell. */
    static <Q, R> OutboundCall<Q, R> start(PeerChannel peer, MethodDescriptor<Q, R> method) {
        CallOptions options = CallOptions.DEFAULT.withOnReadyThreshold(READY_BELOW_BYTES);
        OutboundCall<Q, R> call = new OutboundCall<>(
                peer.target(),
                peer.channel().newCall(method, options),
                method.getType().clientSendsOneMessage());
        call.call.start(call.new Listener(), new Metadata());
        call.call.request(2); // a second response, which would be wrong, must not hang the call
        return call;
    }

    /**
     * Waits until the transport takes it, and sends it. False if the peer has answered already and wants no more.
     *
     * @param patience how long the peer may take nothing
     * @throws PeerException what the peer or the network says; DEADLINE_EXCEEDED, CANCELLED
     */
    boolean send(Q message, Duration patience) {
        // gRPC keeps the headers of a one-message call back until that message comes, so it is never ready before.
        await(() -> oneMessage || call.isReady(), patience, "took nothing");
        synchronized (lock) {
            if (status != null) {
                throwUnlessOk();
                return false;
            }
            checkNotCancelled();
            call.sendMessage(message);
            return true;
        }
    }

    /** Ends the sending and waits for the answer. @throws PeerException as {@link #send} */
    R finish(Duration patience) {
        synchronized (lock) {
            checkNotCancelled();
            call.halfClose();
        }
        await(() -> false, patience, "did not answer");
        synchronized (lock) {
            throwUnlessOk();
            return response;
        }
    }

    /** Ends the call; the writer gets CANCELLED. Idempotent, any thread. */
    void cancel() {
        synchronized (lock) {
            cancelled = true;
            call.cancel("cancelled", null);
        }
    }

    @Override
    public void close() {
        boolean over;
        synchronized (lock) {
            over = status != null;
        }
        if (!over) {
            cancel();
        }
    }

    /** Returns when {@code ready} holds or the call is over. */
    private void await(BooleanSupplier ready, Duration patience, String whatElse) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            synchronized (lock) {
                while (status == null && !ready.getAsBoolean()) {
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (left <= 0) {
                        throw new PeerException(
                                Reason.DEADLINE_EXCEEDED,
                                peer + " " + whatElse + " for " + patience.toMillis() + " ms");
                    }
                    lock.wait(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Endings.cancelled(peer);
        }
    }

    // gRPC answers a message on a cancelled call with IllegalStateException; the lock keeps the two apart.
    private void checkNotCancelled() {
        if (cancelled) {
            throw Endings.cancelled(peer);
        }
    }

    private void throwUnlessOk() {
        if (!status.isOk()) {
            throw Endings.failure(status, trailers, peer, cancelled);
        }
        if (response == null) {
            throw new PeerException(Reason.PEER_UNREACHABLE, peer + " ended the call without an answer");
        }
    }

    /** Runs on the event loop: notes and wakes, nothing else. */
    private final class Listener extends ClientCall.Listener<R> {

        @Override
        public void onReady() {
            wake();
        }

        @Override
        public void onMessage(R message) {
            synchronized (lock) {
                response = message;
            }
        }

        @Override
        public void onClose(Status how, Metadata with) {
            synchronized (lock) {
                status = how;
                trailers = with;
            }
            wake();
        }

        private void wake() {
            synchronized (lock) {
                lock.notifyAll();
            }
        }
    }
}
