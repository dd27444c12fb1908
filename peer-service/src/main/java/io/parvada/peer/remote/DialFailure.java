package io.parvada.peer.remote;

import io.parvada.peer.membership.PortReach;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.concurrent.CompletionException;

/** Why one address gave no answer. Stays in this room: {@link #toPeerException} is what leaves it. */
final class DialFailure extends RuntimeException {

    private final PortReach reach;
    private final boolean connected;

    /** @param connected whether something may have been sent: then no other address is tried in its place */
    DialFailure(PortReach reach, boolean connected, String detail) {
        super(detail, null, false, false);
        this.reach = reach;
        this.connected = connected;
    }

    static DialFailure before(PortReach reach, String detail) {
        return new DialFailure(reach, false, detail);
    }

    static DialFailure after(PortReach reach, String detail) {
        return new DialFailure(reach, true, detail);
    }

    /** What a future of this room failed with; whatever is not ours is not a peer's answer either. */
    static DialFailure of(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof DialFailure ours
                ? ours
                : after(PortReach.NOT_A_PEER, cause.getClass().getSimpleName());
    }

    PortReach reach() {
        return reach;
    }

    boolean connected() {
        return connected;
    }

    PeerException toPeerException(String peer) {
        boolean late = reach == PortReach.TIMED_OUT && connected;
        return new PeerException(late ? Reason.DEADLINE_EXCEEDED : Reason.PEER_UNREACHABLE, peer + ": " + getMessage());
    }
}
