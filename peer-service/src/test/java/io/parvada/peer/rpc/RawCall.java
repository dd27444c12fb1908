package io.parvada.peer.rpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A call whose messages are any bytes at all, and as many as one likes. */
final class RawCall implements StreamObserver<byte[]> {

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private final CompletableFuture<Throwable> end = new CompletableFuture<>();

    private RawCall() {}

    /** What it failed with; null if it did not. */
    static Throwable of(Channel channel, MethodDescriptor<?, ?> method, List<byte[]> messages) {
        MethodDescriptor<byte[], byte[]> raw = method.toBuilder(BYTES, BYTES)
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .build();
        RawCall call = new RawCall();
        StreamObserver<byte[]> requests =
                ClientCalls.asyncBidiStreamingCall(channel.newCall(raw, CallOptions.DEFAULT), call);
        messages.forEach(requests::onNext);
        requests.onCompleted();
        return call.end.join();
    }

    @Override
    public void onNext(byte[] answer) {}

    @Override
    public void onError(Throwable failure) {
        end.complete(failure);
    }

    @Override
    public void onCompleted() {
        end.complete(null);
    }
}
