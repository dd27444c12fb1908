package io.parvada.peer.identity;

import io.parvada.transfer.credential.KeyId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.security.PublicKey;
import java.util.regex.Pattern;

/**
 * Who a peer is, whatever its address: the first 26 characters of the base32 text (RFC 4648, lower case, unpadded) of
 * SHA-256 of its public key in X.509 SubjectPublicKeyInfo form. 26 characters are the first 130 bits of the hash, beyond
 * what a search for a second key with the same id can reach. Ordered as text. Immutable.
 */
public record PeerId(String value) implements Comparable<PeerId> {

    private static final Pattern FORM = Pattern.compile("[a-z2-7]{26}");

    /** @throws PeerException INVALID_REQUEST for anything but 26 characters of a-z and 2-7 */
    public PeerId {
        if (value == null || !FORM.matcher(value).matches()) {
            throw new PeerException(Reason.INVALID_REQUEST, "a peer id is 26 characters of a-z and 2-7");
        }
    }

    /** The id that the owner of this key has. */
    public static PeerId of(PublicKey key) {
        return new PeerId(KeyId.of(key));
    }

    @Override
    public int compareTo(PeerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
