package io.parvada.peer.directory;

import com.nimbusds.jose.JOSEException;
import io.parvada.peer.credential.CallProofs;
import io.parvada.peer.credential.Gate;
import io.parvada.peer.credential.Verified;
import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.Base64;

/** Who calls a directory: whatever this peer's access is, its own routes ask for its own credentials. Thread-safe. */
public final class DirectoryCallers {

    /**
     * Whose key a caller has shown to hold.
     *
     * @param peer the id that belongs to the key, whether it is a peer's or a client's
     * @param key X.509 in base64
     */
    public record Holder(PeerId peer, String key, String thumbprint) {}

    private final Gate gate;
    private final CallProofs proofs;

    DirectoryCallers(Gate gate, CallProofs proofs) {
        this.gate = gate;
        this.proofs = proofs;
    }

    /** Of a call that asks for a credential. @throws PeerException UNAUTHENTICATED with the sentence why not */
    public Holder holder(String proof, String method, String path) {
        CallProofs.Prover prover = proofs.check(proof, method, path, null);
        try {
            byte[] key = prover.key().toECPublicKey().getEncoded();
            return new Holder(prover.peer(), Base64.getEncoder().encodeToString(key), prover.thumbprint());
        } catch (JOSEException e) {
            throw new PeerException(Reason.UNAUTHENTICATED, "the proof's key is none", e);
        }
    }

    /** Of any other call. @throws PeerException UNAUTHENTICATED with the sentence why not */
    public Verified caller(String authorization, String proof, String method, String path) {
        return gate.admit(authorization, proof, method, path);
    }
}
