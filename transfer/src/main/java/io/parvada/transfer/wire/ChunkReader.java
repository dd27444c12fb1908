package io.parvada.transfer.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import io.parvada.transfer.content.Block;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of one message, read from gRPC's stream. Its data is not copied where gRPC gives its buffers away: the
 * stream is then detached from gRPC, marked, so that no buffer is given back while it is read, and closed with the block.
 * One thread; close gives back what was not handed out.
 */
final class ChunkReader implements AutoCloseable {

    // Room for every field before the data, so that protobuf reads them in one go: byte by byte, each would cost a walk
    // through gRPC's layers.
    private static final int HEAD_BYTES = 128;
    // A part that gRPC would not give away as a buffer; the next one is asked for anew.
    private static final int COPY_BYTES = 16 * 1024;

    private final InputStream stream;
    private final boolean lent;
    private final int length;
    private final List<ByteBuffer> data = new ArrayList<>();
    private boolean handedOut;

    ChunkReader(InputStream stream) throws IOException {
        this.lent = stream instanceof Detachable && stream instanceof HasByteBuffer && stream.markSupported();
        this.stream = lent ? ((Detachable) stream).detach() : new ByteArrayInputStream(stream.readAllBytes());
        this.length = this.stream.available();
        this.stream.mark(length);
    }

    /** The first bytes of the message, from {@code at}; the fields are read from here. */
    CodedInputStream head(int at) throws IOException {
        byte[] head = new byte[Math.min(HEAD_BYTES, length - at)];
        seek(at);
        if (stream.readNBytes(head, 0, head.length) < head.length) {
            throw truncated();
        }
        return CodedInputStream.newInstance(head);
    }

    int length() {
        return length;
    }

    /** Bytes [at, at + count) of the message; if they are {@code wanted}, they become the block's. */
    void bytes(int at, int count, boolean wanted) throws IOException {
        if (count < 0 || count > length - at) {
            throw truncated();
        }
        if (!wanted) {
            return;
        }
        if (!data.isEmpty()) {
            throw new InvalidProtocolBufferException("a message has its data once");
        }
        seek(at);
        for (int left = count; left > 0; ) {
            ByteBuffer part = part(left);
            left -= part.remaining();
            data.add(part);
        }
    }

    /** What {@link #bytes} has found; its close ends the stream. */
    Block block() {
        handedOut = true;
        return new Block(data, lent ? this::giveBack : () -> {});
    }

    @Override
    public void close() {
        if (!handedOut && lent) {
            giveBack();
        }
    }

    private void seek(int at) throws IOException {
        stream.reset();
        stream.skipNBytes(at);
    }

    private void giveBack() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never of gRPC's buffers
        }
    }

    /** At most {@code left} bytes, at least one; asked anew each time, as some buffers of a message cannot be lent. */
    private ByteBuffer part(int left) throws IOException {
        if (lent && ((HasByteBuffer) stream).byteBufferSupported()) {
            ByteBuffer buffer = ((HasByteBuffer) stream).getByteBuffer();
            if (buffer != null && buffer.hasRemaining()) {
                ByteBuffer part = buffer.slice(buffer.position(), Math.min(left, buffer.remaining()));
                stream.skipNBytes(part.remaining());
                return part;
            }
        }
        byte[] copy = stream.readNBytes(Math.min(left, COPY_BYTES));
        if (copy.length == 0) {
            throw truncated();
        }
        return ByteBuffer.wrap(copy);
    }

    private static InvalidProtocolBufferException truncated() {
        return new InvalidProtocolBufferException("a field is longer than its message");
    }
}
