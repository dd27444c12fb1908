package io.parvada.peer.access;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls of any method of gRPC with one empty message, of which only the end is looked at. */
final class BareCalls implements AutoCloseable {

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
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

    private final ManagedChannel channel;

    BareCalls(int port) {
        channel =
                NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    }

    /** @param path with a leading slash */
    Status status(String path, Map<String, String> headers) throws Exception {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.newBuilder(BYTES, BYTES)
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setFullMethodName(path.substring(1))
                .build();
        Metadata metadata = new Metadata();
        headers.forEach((name, value) -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        CompletableFuture<Status> ended = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call =
                channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] message) {
                        call.request(1);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                metadata);
        call.request(1);
        call.sendMessage(new byte[0]);
        call.halfClose();
        return ended.get(15, TimeUnit.SECONDS);
    }

    /** 401 and 403 as REST has them; 0 for all else. */
    int httpStatus(String path, Map<String, String> headers) throws Exception {
        Status.Code code = status(path, headers).getCode();
        return code == Status.Code.UNAUTHENTICATED ? 401 : code == Status.Code.PERMISSION_DENIED ? 403 : 0;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
