package io.parvada.transfer.connection;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** Puts the headers of {@link CallHeaders} into each call as it starts. */
final class AttachedHeaders implements ClientInterceptor {

    private static final String HEALTH = "grpc.health.v1.Health";

    private final CallHeaders headers;

    AttachedHeaders(CallHeaders headers) {
        this.headers = headers;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        ClientCall<Q, A> call = next.newCall(method, options);
        if (HEALTH.equals(method.getServiceName())) {
            return call;
        }
        return new SimpleForwardingClientCall<>(call) {
            @Override
            public void start(Listener<A> listener, Metadata metadata) {
                headers.of(method.getFullMethodName())
                        .forEach((name, value) ->
                                metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
                super.start(listener, metadata);
            }
        };
    }
}
