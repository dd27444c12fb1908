package io.parvada.peer.credential;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Which proofs have been used, for as long as they are good: two generations, each as long as that, so that one is
 * remembered for once to twice its time. About 80 bytes each; beyond {@code most} in a generation calls are refused, as
 * forgetting would let a proof be used again. Only proofs that are good in all else come here. Thread-safe.
 */
final class SeenProofs {

    private record Mark(long high, long low) {}

    private final Duration generation;
    private final int most;

    // all three @GuardedBy("this")
    private Set<Mark> current = new HashSet<>();
    private Set<Mark> before = new HashSet<>();
    private Instant began = Instant.EPOCH;

    /** @param goodFor how long after its first use a proof could be used again, were it not remembered */
    SeenProofs(Duration goodFor, int most) {
        this.generation = goodFor;
        this.most = most;
    }

    /**
     * False when it was used before.
     *
     * @param id of the proof, together with its key: others choose their ids themselves
     * @throws PeerException RATE_LIMITED when no more can be remembered
     */
    synchronized boolean first(String id, Instant now) {
        turn(now);
        Mark mark = mark(id);
        if (before.contains(mark) || current.contains(mark)) {
            return false;
        }
        if (current.size() >= most) {
            throw PeerException.retryAfter(
                    Reason.RATE_LIMITED,
                    "this peer remembers at most " + most + " calls at a time",
                    Duration.between(now, began.plus(generation)));
        }
        current.add(mark);
        return true;
    }

    private void turn(Instant now) {
        if (now.isBefore(began.plus(generation))) {
            return;
        }
        boolean longAgo = !now.isBefore(began.plus(generation.multipliedBy(2)));
        before = longAgo ? new HashSet<>() : current;
        current = new HashSet<>();
        began = now;
    }

    private static Mark mark(String id) {
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
            return new Mark(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
