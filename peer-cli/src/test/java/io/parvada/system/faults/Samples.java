package io.parvada.system.faults;

import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Random bytes and moments, and which content bytes are. */
final class Samples {

    private Samples() {}

    /** Another seed each time, printed, and repeated by {@code -Dparvada.seed=N}. */
    static Random random(String row) {
        long seed = Long.getLong("parvada.seed", System.nanoTime());
        System.out.println(row + ": -Dparvada.seed=" + seed);
        return new Random(seed);
    }

    static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    static ContentId content(byte[] bytes) {
        ContentHasher hasher = new ContentHasher((piece, hash) -> {});
        hasher.update(ByteBuffer.wrap(bytes));
        return hasher.finish().content();
    }

    static ContentId content(Path file) throws IOException {
        return content(Files.readAllBytes(file));
    }
}
