package io.parvada.system.proxy;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/** Flips one bit of a file of {@link NumberedBlocks} on its way, when so many of its blocks have passed. */
public final class BitFlip implements Proxy.Tap {

    private final long after;
    private final int bit;
    private final CountDownLatch done = new CountDownLatch(1);
    private long passed;
    private volatile int piece;

    /** @param bit of the block, 0 to 127 */
    public BitFlip(long after, int bit) {
        this.after = after;
        this.bit = bit;
    }

    @Override
    public synchronized void passes(byte[] buffer, int count) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer);
        for (int at = 0; at < count && done.getCount() > 0; ) {
            OptionalLong block = NumberedBlocks.at(bytes, at, count);
            if (block.isPresent() && passed++ >= after) {
                buffer[at + bit / 8] ^= (byte) (1 << bit % 8);
                piece = (int) (block.getAsLong() * NumberedBlocks.BLOCK_BYTES >> 20);
                done.countDown();
            }
            at += block.isPresent() ? NumberedBlocks.BLOCK_BYTES : 1;
        }
    }

    /** The piece that was changed; to be asked after {@link #await}. */
    public int piece() {
        return piece;
    }

    public boolean isDone() {
        return done.getCount() == 0;
    }

    /** Blocks until the bit is flipped. */
    public void await() {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
