package io.parvada.transfer.connection;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.Set;

/** Puts the headers of {@link CallHeaders} into each call as it starts, but those that ask who is there. */
final class AttachedHeaders implements ClientInterceptor {

    private static final Set<String> WHO_IS_THERE = Set.of("grpc.health.v1.Health", "parvada.v1.Identity");

    private final CallHeaders headers;

    AttachedHeaders(CallHeaders headers) {
        this.headers = headers;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        ClientCall<Q, A> call = next.newCall(method, options);
        if (WHO_IS_THERE.contains(String.valueOf(method.getServiceName()))) {
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
