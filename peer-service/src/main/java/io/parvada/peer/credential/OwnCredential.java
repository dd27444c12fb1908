package io.parvada.peer.credential;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.function.Supplier;

/**
 * The credential that this peer shows to others, where a directory issues it: whoever logs in puts it here, and again when
 * it is renewed. Thread-safe.
 */
public final class OwnCredential implements Supplier<String> {

    private volatile String credential;

    public void hold(String issued) {
        credential = issued;
    }

    /** What it shows from now on is nothing. */
    public void drop() {
        credential = null;
    }

    /** @throws PeerException UNAUTHENTICATED while this peer is not logged in */
    @Override
    public String get() {
        String held = credential;
        if (held == null) {
            throw new PeerException(Reason.UNAUTHENTICATED, "this peer is not logged in to its directory");
        }
        return held;
    }
}
