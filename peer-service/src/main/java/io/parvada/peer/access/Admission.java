package io.parvada.peer.access;

import io.parvada.peer.credential.Gate;
import io.parvada.peer.credential.Verified;
import io.parvada.peer.pace.CallRates;
import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;

/** Whether a call may pass, where access is not open: who calls, how often, and for what. Thread-safe. */
public final class Admission {

    private final Gate gate;
    private final CallRates rates;

    /** @param rates of one caller, wherever it calls from */
    Admission(Gate gate, CallRates rates) {
        this.gate = gate;
        this.rates = rates;
    }

    /**
     * Who calls; the parameters are those of {@link Gate#admit}.
     *
     * @throws PeerException UNAUTHENTICATED, RATE_LIMITED, BUSY
     */
    public Verified authenticate(String authorization, String proof, String method, String target) {
        Verified caller = gate.admit(authorization, proof, method, target);
        rates.take(caller.identity(), "calls");
        return caller;
    }

    /** The sentence for who was not granted what it asks for. */
    public static PeerException forbidden(Scope needed) {
        return new PeerException(
                Reason.FORBIDDEN,
                "this needs the scope " + needed.text() + ", which the credential shown does not grant");
    }
}
