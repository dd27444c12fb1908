package io.parvada.peer.membership;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.concurrent.CompletionException;

/** What a future failed with, out of its wrapping. */
public final class Failure {

    private Failure() {}

    /** The PeerException inside; anything else was nobody's promise, and becomes INTERNAL with it as the cause. */
    public static PeerException of(Throwable failure) {
        Throwable inner = failure;
        while (inner instanceof CompletionException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner instanceof PeerException known
                ? known
                : new PeerException(Reason.INTERNAL, "another peer could not be asked", inner);
    }
}
