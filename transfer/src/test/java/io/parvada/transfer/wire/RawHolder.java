package io.parvada.transfer.wire;

import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.parvada.proto.v1.FileTransferGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** A holder whose messages are any bytes at all, the same for Download and GetHashes, on a real server. */
final class RawHolder implements AutoCloseable {

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

    volatile List<byte[]> messages = List.of();
    volatile boolean ends = true;

    private final TestServer server = new TestServer(this::service);

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(FileTransferGrpc.SERVICE_NAME)
                .addMethod(raw(FileTransferGrpc.getDownloadMethod()), answer())
                .addMethod(raw(FileTransferGrpc.getGetHashesMethod()), answer())
                .build();
    }

    private ServerCallHandler<byte[], byte[]> answer() {
        return ServerCalls.asyncServerStreamingCall((request, to) -> {
            messages.forEach(to::onNext);
            if (ends) {
                to.onCompleted();
            }
        });
    }

    private static MethodDescriptor<byte[], byte[]> raw(MethodDescriptor<?, ?> method) {
        return method.toBuilder(BYTES, BYTES).build();
    }

    GrpcPieceSource source(Duration idle) {
        return new GrpcPieceSource("liar", server.channel(), idle);
    }

    @Override
    public void close() {
        server.close();
    }
}
