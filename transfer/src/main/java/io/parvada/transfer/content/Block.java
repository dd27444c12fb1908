package io.parvada.transfer.content;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of a file on their way, in the parts in which the network left them. Whoever has it closes it, once it needs none
 * of the parts any more: the memory may belong to the network's pool, and is not to be touched after that. Not
 * thread-safe; may be handed from one thread to another.
 */
public final class Block implements AutoCloseable {

    private final List<ByteBuffer> parts;
    private final Runnable release;
    private int next;
    private int remaining;
    private boolean closed;

    /**
     * @param parts none empty; heap or direct, read and never written; their positions move
     * @param release gives the memory back; runs once
     */
    public Block(List<ByteBuffer> parts, Runnable release) {
        this.parts = parts;
        this.release = release;
        this.remaining = parts.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    /** Bytes of ordinary memory; its position is not moved. */
    public static Block of(ByteBuffer bytes) {
        return new Block(bytes.hasRemaining() ? List.of(bytes.duplicate()) : List.of(), () -> {});
    }

    /** How many bytes were not taken yet. */
    public int remaining() {
        return remaining;
    }

    /** The next {@code count} bytes, at most {@link #remaining()}, as parts that stay valid until close. */
    public List<ByteBuffer> take(int count) {
        List<ByteBuffer> taken = new ArrayList<>();
        remaining -= count;
        for (int left = count; left > 0; ) {
            ByteBuffer part = parts.get(next);
            int n = Math.min(left, part.remaining());
            taken.add(part.slice(part.position(), n));
            part.position(part.position() + n);
            next += part.hasRemaining() ? 0 : 1;
            left -= n;
        }
        return taken;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release.run();
        }
    }
}
