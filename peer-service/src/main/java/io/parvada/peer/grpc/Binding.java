package io.parvada.peer.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Binds the methods of a service so that a request which is no protobuf fails inside its call, where it is answered as
 * INVALID_REQUEST: gRPC's own binding parses before the interceptors and answers UNKNOWN. The interceptors see each
 * request as {@link Parsed}.
 */
public final class Binding {

    private final ServiceDescriptor service;
    private final List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();

    public Binding(ServiceDescriptor service) {
        this.service = service;
    }

    /** One request; one answer or many. */
    public <Q, A> Binding answering(MethodDescriptor<Q, A> method, BiConsumer<Q, StreamObserver<A>> call) {
        boolean one = method.getType().serverSendsOneMessage();
        methods.add(ServerMethodDefinition.create(
                tolerant(method),
                one
                        ? ServerCalls.asyncUnaryCall((request, receiver) -> call.accept(request.get(), receiver))
                        : ServerCalls.asyncServerStreamingCall(
                                (request, receiver) -> call.accept(request.get(), receiver))));
        return this;
    }

    /** Many requests, one answer. */
    public <Q, A> Binding taking(MethodDescriptor<Q, A> method, Function<StreamObserver<A>, StreamObserver<Q>> call) {
        methods.add(ServerMethodDefinition.create(
                tolerant(method),
                ServerCalls.asyncClientStreamingCall(receiver -> new Opening<>(call.apply(receiver)))));
        return this;
    }

    public ServerServiceDefinition build() {
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(service.getName()).setSchemaDescriptor(service.getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    private static <Q, A> MethodDescriptor<Parsed<Q>, A> tolerant(MethodDescriptor<Q, A> method) {
        return method.toBuilder(Parsed.by(method.getRequestMarshaller()), method.getResponseMarshaller())
                .build();
    }

    private record Opening<Q>(StreamObserver<Q> taker) implements StreamObserver<Parsed<Q>> {
        @Override
        public void onNext(Parsed<Q> message) {
            taker.onNext(message.get());
        }

        @Override
        public void onError(Throwable broken) {
            taker.onError(broken);
        }

        @Override
        public void onCompleted() {
            taker.onCompleted();
        }
    }
}
