package io.parvada.peer.rpc;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory of all messages that wait for their receivers, which each call has one of. Few calls get large messages, as
 * each costs its walk through all layers; many get small ones, so that n readers that stand still hold {@link #BYTES} ×
 * (1 + ln(n / 16)) and not n large messages: 18 MiB at 50, 26 MiB at the 128 of one connection. Thread-safe.
 */
final class Room {

    private static final int BYTES = 8 * 1024 * 1024;
    private static final int LEAST_BYTES = 32 * 1024;

    private final AtomicInteger calls = new AtomicInteger();

    void enter() {
        calls.incrementAndGet();
    }

    void leave() {
        calls.decrementAndGet();
    }

    /** The bytes of a file that a message may have now: 512 KiB for up to 16 calls, 32 KiB from 256 on. */
    int messageBytes() {
        return Math.max(LEAST_BYTES, Math.min(ReadBuffers.BYTES, BYTES / Math.max(1, calls.get())));
    }
}
