package io.parvada.transfer.error;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * The one exception of Parvada: a {@link Reason} and a sentence for a person. The sentence may be shown to the caller,
 * so it never holds a path outside the share, a secret, or file bytes. Unchecked; immutable.
 */
public final class PeerException extends RuntimeException {

    private final Reason reason;
    private final transient Duration retryAfter;

    public PeerException(Reason reason, String detail) {
        this(reason, detail, null, null);
    }

    public PeerException(Reason reason, String detail, Throwable cause) {
        this(reason, detail, null, cause);
    }

    private PeerException(Reason reason, String detail, Duration retryAfter, Throwable cause) {
        super(detail, cause);
        this.reason = Objects.requireNonNull(reason);
        this.retryAfter = retryAfter;
    }

    /** The same failure with the time after which asking again makes sense; goes out as Retry-After and RetryInfo. */
    public static PeerException retryAfter(Reason reason, String detail, Duration retryAfter) {
        return new PeerException(reason, detail, retryAfter, null);
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
}
