package io.parvada.peer.grpc;

import com.google.protobuf.MessageLite;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.parvada.proto.v1.IdentityGrpc;
import io.parvada.transfer.wire.FileChunk;
import io.parvada.transfer.wire.StatusCodec;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One line a call: method, caller, reason or OK, milliseconds, messages and bytes each way. Health, reflection and proofs
 * of identity, which neighbours call all day, only at debug level.
 */
final class CallLog implements ServerInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(CallLog.class);

    private static final String PROVE = IdentityGrpc.getProveMethod().getFullMethodName();

    private final LongSupplier nanoTime;

    CallLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Line<Q, A> line = new Line<>(call, nanoTime);
        return new SimpleForwardingServerCallListener<>(next.startCall(line, headers)) {
            @Override
            public void onMessage(Q message) {
                line.in.add(message);
                super.onMessage(message);
            }

            @Override
            public void onCancel() {
                line.write("CANCELLED");
                super.onCancel();
            }
        };
    }

    /** Messages of one direction; confined to the thread that serves the call. */
    private static final class Count {
        private long messages;
        private long bytes;

        void add(Object message) {
            messages++;
            bytes += size(message);
        }

        private static long size(Object message) {
            if (message instanceof Parsed<?> request) {
                return request.bytes();
            }
            if (message instanceof FileChunk chunk) {
                return chunk.data().remaining();
            }
            return message instanceof MessageLite proto ? proto.getSerializedSize() : 0;
        }
    }

    private static final class Line<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final LongSupplier nanoTime;
        private final long startedAt;
        private final AtomicBoolean written = new AtomicBoolean();
        private final Count in = new Count();
        private final Count out = new Count();

        Line(ServerCall<Q, A> call, LongSupplier nanoTime) {
            super(call);
            this.nanoTime = nanoTime;
            this.startedAt = nanoTime.getAsLong();
        }

        @Override
        public void sendMessage(A message) {
            out.add(message);
            super.sendMessage(message);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            write(status.isOk() ? "OK" : reason(status, trailers));
            super.close(status, trailers);
        }

        private static String reason(Status status, Metadata trailers) {
            return StatusCodec.decode(new StatusRuntimeException(status, trailers), "")
                    .reason()
                    .name();
        }

        private void write(String result) {
            if (!written.compareAndSet(false, true)) {
                return;
            }
            String method = getMethodDescriptor().getFullMethodName();
            boolean quiet = method.startsWith("grpc.") || method.equals(PROVE);
            LOG.atLevel(quiet ? Level.DEBUG : Level.INFO)
                    .log(
                            "grpc {} from {} {} {} ms, in {} messages {} bytes, out {} messages {} bytes",
                            method,
                            getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
                            result,
                            TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startedAt),
                            in.messages,
                            in.bytes,
                            out.messages,
                            out.bytes);
        }
    }
}
