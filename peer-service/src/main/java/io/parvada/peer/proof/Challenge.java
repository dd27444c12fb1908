package io.parvada.peer.proof;

import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.security.SecureRandom;

/**
 * What one peer gives another to sign: bytes that nobody can have foreseen, and who asks. On the wire {@code
 * {nonce,asker}}, the nonce in base64. Good for one statement; nobody changes the bytes.
 */
public record Challenge(byte[] nonce, PeerId asker) {

    public static final int NONCE_BYTES = 32;

    /** @throws PeerException INVALID_REQUEST unless there are 32 bytes and an asker */
    public Challenge {
        if (nonce == null || nonce.length != NONCE_BYTES || asker == null) {
            throw new PeerException(
                    Reason.INVALID_REQUEST,
                    "who asks for a proof gives a nonce of " + NONCE_BYTES + " bytes and its own id as asker");
        }
    }

    /** A new one. */
    public static Challenge by(PeerId asker, SecureRandom random) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return new Challenge(nonce, asker);
    }
}
