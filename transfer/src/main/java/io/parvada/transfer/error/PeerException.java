package io.parvada.transfer.error;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;

/**
 * The one exception of Parvada: a {@link Reason} and a sentence for a person. The sentence may be shown to the caller,
 * so it never holds a path outside the share, a secret, or file bytes. Unchecked; immutable.
 */
public final class PeerException extends RuntimeException {

    private final Reason reason;
    private final transient Duration retryAfter;
    private final int position; // 0 for none

    public PeerException(Reason reason, String detail) {
        this(reason, detail, null, 0, null);
    }

    public PeerException(Reason reason, String detail, Throwable cause) {
        this(reason, detail, null, 0, cause);
    }

    private PeerException(Reason reason, String detail, Duration retryAfter, int position, Throwable cause) {
        super(detail, cause);
        this.reason = Objects.requireNonNull(reason);
        this.retryAfter = retryAfter;
        this.position = position;
    }

    /** The same failure with the time after which asking again makes sense; goes out as Retry-After and RetryInfo. */
    public static PeerException retryAfter(Reason reason, String detail, Duration retryAfter) {
        return retryAfter(reason, detail, retryAfter, null);
    }

    /** The same with its cause; a time of null is none. */
    public static PeerException retryAfter(Reason reason, String detail, Duration retryAfter, Throwable cause) {
        return new PeerException(reason, detail, retryAfter, 0, cause);
    }

    /**
     * BUSY, with a place in line that is kept by asking for the same again after that time.
     *
     * @param position 1 for who is next; anything less is none
     */
    public static PeerException inLine(String detail, Duration retryAfter, int position) {
        return new PeerException(Reason.BUSY, detail, retryAfter, Math.max(0, position), null);
    }

    /**
     * What a future failed with, out of its wrapping. Anything but a PeerException was nobody's promise, and becomes
     * INTERNAL with it as the cause.
     */
    public static PeerException unwrapped(Throwable failure) {
        Throwable inner = failure;
        while (inner instanceof CompletionException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner instanceof PeerException ours
                ? ours
                : new PeerException(Reason.INTERNAL, "an internal fault", inner);
    }

    public Reason reason() {
        return reason;
    }

    /** The sentence; never null for exceptions made here. */
    public String detail() {
        return getMessage();
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * Whether bytes or hashes of a holder did not prove here. That a holder says CORRUPT_SOURCE of itself (its file has
     * changed) proves no lie: then there is a time to ask again.
     */
    public boolean wrongBytes() {
        return reason == Reason.CORRUPT_SOURCE && retryAfter == null;
    }

    /** The place in line of a caller that was told BUSY, from 1; empty when there is no line. */
    public OptionalInt position() {
        return position == 0 ? OptionalInt.empty() : OptionalInt.of(position);
    }
}
