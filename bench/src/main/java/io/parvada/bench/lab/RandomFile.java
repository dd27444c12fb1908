package io.parvada.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** Bytes that no program can compress or guess, the same in every run. */
public final class RandomFile {

    private static final int BLOCK_BYTES = 1 << 20;
    private static final long SEED = 20261121;

    private RandomFile() {}

    public static Path write(Path file, long bytes) {
        SplittableRandom random = new SplittableRandom(SEED);
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = bytes; left > 0; left -= BLOCK_BYTES) {
                block.clear();
                while (block.hasRemaining()) {
                    block.putLong(random.nextLong());
                }
                block.flip().limit((int) Math.min(left, BLOCK_BYTES));
                while (block.hasRemaining()) {
                    out.write(block);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
