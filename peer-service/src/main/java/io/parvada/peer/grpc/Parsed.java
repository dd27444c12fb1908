package io.parvada.peer.grpc;

import io.grpc.MethodDescriptor.Marshaller;
import io.parvada.transfer.wire.FileChunk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A request, or why it could not be parsed, which is thrown where it is used. Closing gives back what a request that
 * nobody will use holds of the network's memory.
 */
final class Parsed<Q> implements AutoCloseable {

    private final Q value;
    private final RuntimeException failure;
    private final int bytes;

    private Parsed(Q value, RuntimeException failure, int bytes) {
        this.value = value;
        this.failure = failure;
        this.bytes = bytes;
    }

    Q get() {
        if (failure != null) {
            throw failure;
        }
        return value;
    }

    /** On the wire. */
    int bytes() {
        return bytes;
    }

    private static RuntimeException failure(Exception e) {
        return e instanceof RuntimeException unchecked ? unchecked : new UncheckedIOException((IOException) e);
    }

    @Override
    public void close() {
        if (value instanceof FileChunk chunk) {
            chunk.close();
        }
    }

    static <Q> Marshaller<Parsed<Q>> by(Marshaller<Q> marshaller) {
        return new Marshaller<>() {
            @Override
            public InputStream stream(Parsed<Q> request) {
                return marshaller.stream(request.get());
            }

            @Override
            public Parsed<Q> parse(InputStream stream) {
                int bytes = 0;
                try {
                    bytes = stream.available();
                    return new Parsed<>(marshaller.parse(stream), null, bytes);
                } catch (IOException | RuntimeException e) {
                    return new Parsed<>(null, failure(e), bytes);
                }
            }
        };
    }
}
