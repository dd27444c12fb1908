package io.parvada.peer.rpc;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Direct buffers that files are read into: one for each call that reads at this moment, none for one that waits for its
 * receiver, so that a thousand readers that stand still hold none. Thread-safe.
 */
final class ReadBuffers {

    /** Of a message: two to a piece. */
    static final int BYTES = 512 * 1024;

    // Calls read on as many threads as there are processors, or wait for the disk; the rest is left to the collector.
    private static final int KEPT = 8;

    private final BlockingQueue<ByteBuffer> idle = new ArrayBlockingQueue<>(KEPT);

    /** Empty, of {@link #BYTES}. */
    ByteBuffer take() {
        ByteBuffer buffer = idle.poll();
        return buffer == null ? ByteBuffer.allocateDirect(BYTES) : buffer.clear();
    }

    void giveBack(ByteBuffer buffer) {
        idle.offer(buffer);
    }
}
