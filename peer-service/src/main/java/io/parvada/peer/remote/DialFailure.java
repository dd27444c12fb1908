package io.parvada.peer.remote;

import io.parvada.peer.membership.PortReach;
import io.parvada.peer.proof.Proof;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.concurrent.CompletionException;

/** Why one address gave no answer. Stays in this room: {@link #toPeerException} is what leaves it. */
final class DialFailure extends RuntimeException {

    private final PortReach reach;
    private final boolean connected;
    private final transient Proof elsewhere;

    /** @param connected whether something may have been sent: then no other address is tried in its place */
    DialFailure(PortReach reach, boolean connected, String detail) {
        this(reach, connected, detail, null);
    }

    private DialFailure(PortReach reach, boolean connected, String detail, Proof elsewhere) {
        super(detail, null, false, false);
        this.reach = reach;
        this.connected = connected;
        this.elsewhere = elsewhere;
    }

    /** Who answered has proven who it is, and that it does not live there: nothing was sent but the question. */
    static DialFailure elsewhere(Proof proof, String where) {
        String detail = proof.id() + " answers at " + where + ", and does not say that it lives there";
        return new DialFailure(PortReach.NOT_ADVERTISED, false, detail, proof);
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

    /** Null but for {@link #elsewhere(Proof, String)}. */
    Proof elsewhere() {
        return elsewhere;
    }

    PeerException toPeerException(String peer) {
        boolean late = reach == PortReach.TIMED_OUT && connected;
        return new PeerException(late ? Reason.DEADLINE_EXCEEDED : Reason.PEER_UNREACHABLE, peer + ": " + getMessage());
    }
}
