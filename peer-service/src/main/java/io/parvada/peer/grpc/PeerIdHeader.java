package io.parvada.peer.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.parvada.transfer.connection.PeerChannel;
import java.util.function.Supplier;

/**
 * Says in every answer who answered, so that a caller notices an address that has another peer behind it. A call that
 * fails before its headers carries the id in its trailers, which then are all that is sent.
 */
final class PeerIdHeader implements ServerInterceptor {

    static final Metadata.Key<String> KEY =
            Metadata.Key.of(PeerChannel.PEER_ID_HEADER, Metadata.ASCII_STRING_MARSHALLER);

    private final Supplier<String> peerId;

    PeerIdHeader(Supplier<String> peerId) {
        this.peerId = peerId;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    private boolean headersSent;

                    @Override
                    public void sendHeaders(Metadata responseHeaders) {
                        headersSent = true;
                        responseHeaders.put(KEY, peerId.get());
                        super.sendHeaders(responseHeaders);
                    }

                    @Override
                    public void close(Status status, Metadata trailers) {
                        if (!headersSent) {
                            trailers.put(KEY, peerId.get());
                        }
                        super.close(status, trailers);
                    }
                },
                headers);
    }
}
