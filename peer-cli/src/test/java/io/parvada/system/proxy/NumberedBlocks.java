package io.parvada.system.proxy;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * Bytes that tell where they are: blocks of 16, a mark and the block's number. So whoever sees them pass finds a place in
 * the file without knowing the protocol that carries them.
 */
public final class NumberedBlocks {

    public static final int BLOCK_BYTES = 16;
    private static final long MARK = 0xB1E55ED_F10C7EL << 8 | 0xA5;

    private NumberedBlocks() {}

    public static byte[] make(int bytes) {
        ByteBuffer file = ByteBuffer.allocate(bytes);
        for (long number = 0; file.remaining() >= BLOCK_BYTES; number++) {
            file.putLong(MARK).putLong(number);
        }
        return file.array();
    }

    /** The number of the block that begins at {@code at} and has the next one behind it; empty if none does. */
    static OptionalLong at(ByteBuffer bytes, int at, int end) {
        boolean whole = at + 2 * BLOCK_BYTES <= end
                && bytes.getLong(at) == MARK
                && bytes.getLong(at + BLOCK_BYTES) == MARK
                && bytes.getLong(at + 8) + 1 == bytes.getLong(at + BLOCK_BYTES + 8);
        return whole ? OptionalLong.of(bytes.getLong(at + 8)) : OptionalLong.empty();
    }
}
