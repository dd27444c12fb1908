package io.parvada.transfer.wire;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.parvada.transfer.content.Block;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A message on its way out: gRPC drains it into its buffers, which is the only copy. One thread. */
final class ChunkStream extends InputStream implements Drainable, KnownLength {

    private static final int COPY_BYTES = 16 * 1024;

    private final byte[] head;
    private final Block data;
    private int headAt;

    ChunkStream(byte[] head, Block data) {
        this.head = head;
        this.data = data;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
        int length = available();
        target.write(head, headAt, head.length - headAt);
        headAt = head.length;
        for (ByteBuffer part : data.take(data.remaining())) {
            write(part, target);
        }
        return length;
    }

    @Override
    public int available() {
        return head.length - headAt + data.remaining();
    }

    @Override
    public int read(byte[] target, int offset, int count) {
        if (available() == 0) {
            return -1;
        }
        if (headAt < head.length) {
            int n = Math.min(count, head.length - headAt);
            System.arraycopy(head, headAt, target, offset, n);
            headAt += n;
            return n;
        }
        int n = Math.min(count, data.remaining());
        int at = offset;
        for (ByteBuffer part : data.take(n)) {
            int length = part.remaining();
            part.get(target, at, length);
            at += length;
        }
        return n;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    private static void write(ByteBuffer part, OutputStream target) throws IOException {
        if (part.hasArray()) {
            target.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
            return;
        }
        byte[] copy = new byte[Math.min(COPY_BYTES, part.remaining())];
        while (part.hasRemaining()) {
            int n = Math.min(copy.length, part.remaining());
            part.get(copy, 0, n);
            target.write(copy, 0, n);
        }
    }
}
