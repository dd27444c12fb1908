package io.parvada.system.faults;

import java.util.Random;

/** Where a test's random moments come from: another each time, printed, and repeated by {@code -Dparvada.seed=N}. */
final class Seed {

    private Seed() {}

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
}
