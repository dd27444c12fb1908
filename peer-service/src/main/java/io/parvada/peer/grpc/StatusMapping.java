package io.parvada.peer.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.wire.StatusCodec;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a failure becomes a gRPC status. Handlers throw, or give {@code onError}, a
 * {@link PeerException}; whatever else comes is INTERNAL with its detail withheld and logged with an id. A request that
 * is no protobuf, or none at all, is the caller's fault: INVALID_REQUEST.
 */
final class StatusMapping implements ServerInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(StatusMapping.class);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        MappedCall<Q, A> mapped = new MappedCall<>(call);
        try {
            return new MappedListener<>(next.startCall(mapped, headers), mapped);
        } catch (RuntimeException e) {
            mapped.fail(e);
            return new ServerCall.Listener<>() {};
        }
    }

    /** What the caller is told of a failure; never null. */
    static PeerException told(Throwable failure) {
        if (failure instanceof PeerException e) {
            return withheld(e.reason()) ? withhold(e.reason(), e) : e;
        }
        if (failure.getCause() instanceof InvalidProtocolBufferException e) {
            return new PeerException(Reason.INVALID_REQUEST, "the request is not the message it should be", e);
        }
        return withhold(Reason.INTERNAL, failure);
    }

    private static boolean withheld(Reason reason) {
        return reason == Reason.INTERNAL || reason == Reason.STORAGE_FAILURE;
    }

    private static PeerException withhold(Reason reason, Throwable failure) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("{} {}", reason, id, failure);
        return new PeerException(reason, "this peer failed; its log tells more under " + id);
    }

    private static final class MappedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private boolean closed;

        MappedCall(ServerCall<Q, A> call) {
            super(call);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (closed) {
                return;
            }
            closed = true;
            if (status.isOk() || status.getCode() == Status.Code.CANCELLED) {
                super.close(status, trailers);
            } else if (status.getCause() != null) {
                closeWith(told(status.getCause()));
            } else if (status.getCode() == Status.Code.INTERNAL) {
                // The generated stubs close so when a call has no message, or one too many.
                closeWith(new PeerException(Reason.INVALID_REQUEST, status.getDescription()));
            } else {
                super.close(status, trailers);
            }
        }

        void fail(RuntimeException failure) {
            if (!closed && !isCancelled()) {
                closed = true;
                closeWith(told(failure));
            }
        }

        private void closeWith(PeerException told) {
            StatusRuntimeException encoded = StatusCodec.encode(told);
            Metadata trailers = encoded.getTrailers();
            super.close(encoded.getStatus(), trailers == null ? new Metadata() : trailers);
        }
    }

    /** After a failure only the end of the call still reaches the handler. */
    private static final class MappedListener<Q> extends SimpleForwardingServerCallListener<Q> {
        private final MappedCall<Q, ?> call;

        MappedListener(ServerCall.Listener<Q> listener, MappedCall<Q, ?> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            if (call.closed && message instanceof Parsed<?> late) {
                late.close();
            } else {
                run(() -> super.onMessage(message));
            }
        }

        @Override
        public void onHalfClose() {
            run(super::onHalfClose);
        }

        @Override
        public void onReady() {
            run(super::onReady);
        }

        private void run(Runnable callback) {
            if (call.closed) {
                return;
            }
            try {
                callback.run();
            } catch (RuntimeException e) {
                call.fail(e);
            }
        }
    }
}
