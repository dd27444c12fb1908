package io.parvada.peer.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.parvada.peer.access.Admission;
import io.parvada.peer.access.Endpoints;
import io.parvada.peer.credential.Verified;
import io.parvada.peer.identity.AccessPolicy;
import io.parvada.transfer.connection.ReceivedBytes;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.Scope;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Who is calling, as the connection tells.
 *
 * @param address null where the transport has none
 * @param arrivals what comes over its connection
 * @param bearer the token of {@code authorization: Bearer …}, or null
 * @param verified who it has shown itself to be; null where access is open, and where anyone may call
 */
public record Caller(
        InetAddress address,
        ReceivedBytes arrivals,
        String bearer,
        Verified verified,
        Context.CancellableContext callContext) {

    private static final Context.Key<Caller> KEY = Context.key("parvada-caller");
    private static final Context.Key<Context.CancellableContext> CALL = Context.key("parvada-call");
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> PROOF =
            Metadata.Key.of(Claims.PROOF_HEADER, Metadata.ASCII_STRING_MARSHALLER);
    private static final String BEARER = "bearer ";

    /** Of the call that this thread is serving. */
    public static Caller current() {
        return KEY.get();
    }

    /** Who asks, for what only an admin may do. */
    public AccessPolicy.Asker asker() {
        return new AccessPolicy.Asker(
                address,
                null,
                bearer,
                verified == null ? null : verified.grant().scopes());
    }

    /**
     * Resets the call's stream, from any thread; the call's own cancel handler follows on its own thread. Closing it
     * politely would queue the trailers behind the very bytes that the receiver does not take, and keep those in memory.
     */
    public void abort(String why) {
        // Of the causes only a timeout makes grpc-java reset the stream (ServerImpl.ServerStreamCancellationListener).
        callContext.cancel(new TimeoutException(why));
    }

    /** Gives each call a context that can be cancelled from outside: grpc-java's own is out of reach (Context.attach). */
    static final class Aborts extends ServerStreamTracer.Factory {
        @Override
        public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
            return new ServerStreamTracer() {
                private Context.CancellableContext context;

                @Override
                public Context filterContext(Context base) {
                    context = base.withCancellation();
                    return context.withValue(CALL, context);
                }

                @Override
                public void streamClosed(Status status) {
                    if (context != null) {
                        context.cancel(null);
                    }
                }
            };
        }
    }

    /** Where access is not open, refuses who may not call; puts the caller where {@link #current} finds it. */
    static final class Introduction implements ServerInterceptor {
        private final Connections connections;
        private final Optional<Admission> admission;

        /** @param admission empty where access is open */
        Introduction(Connections connections, Optional<Admission> admission) {
            this.connections = connections;
            this.admission = admission;
        }

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            SocketAddress from = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
            InetAddress address = from instanceof InetSocketAddress inet ? inet.getAddress() : null;
            Verified verified = admission
                    .map(present -> admitted(present, call.getMethodDescriptor().getFullMethodName(), headers))
                    .orElse(null);
            Caller caller = new Caller(address, connections.arrivals(from), bearer(headers), verified, CALL.get());
            return Contexts.interceptCall(Context.current().withValue(KEY, caller), call, headers, next);
        }

        /** Null where anyone may call. */
        private static Verified admitted(Admission admission, String method, Metadata headers) {
            Scope needed = Endpoints.grpc(method).orElse(null);
            if (needed == null) {
                return null;
            }
            Verified verified =
                    admission.authenticate(headers.get(AUTHORIZATION), headers.get(PROOF), Claims.GRPC, "/" + method);
            if (!verified.allows(needed)) {
                throw Admission.forbidden(needed);
            }
            return verified;
        }
    }

    private static String bearer(Metadata headers) {
        String value = headers.get(AUTHORIZATION);
        if (value == null || !value.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return null;
        }
        return value.substring(BEARER.length()).trim();
    }
}
