package io.parvada.peer.query;

import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Ids in order of time, so that logs of several peers sort: UUID version 7 (RFC 9562), 74 random bits. */
public final class QueryIds implements Supplier<UUID> {

    private final InstantSource clock;
    private final RandomGenerator random;

    /** @param random safe for several threads; from a secure source, or others guess ids and spoil searches */
    public QueryIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public UUID get() {
        long high = (clock.millis() << 16) | 0x7000L | (random.nextLong() & 0xFFFL);
        long low = 0x8000_0000_0000_0000L | (random.nextLong() >>> 2);
        return new UUID(high, low);
    }
}
