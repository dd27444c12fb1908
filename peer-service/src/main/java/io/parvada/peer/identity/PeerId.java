package io.parvada.peer.identity;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.regex.Pattern;

/**
 * Who a peer is, whatever its address: the first 26 characters of the base32 text (RFC 4648, lower case, unpadded) of
 * SHA-256 of its public key in X.509 SubjectPublicKeyInfo form. 26 characters are the first 130 bits of the hash, beyond
 * what a search for a second key with the same id can reach. Ordered as text. Immutable.
 */
public record PeerId(String value) implements Comparable<PeerId> {

    private static final Pattern FORM = Pattern.compile("[a-z2-7]{26}");
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 26;

    /** @throws PeerException INVALID_REQUEST for anything but 26 characters of a-z and 2-7 */
    public PeerId {
        if (value == null || !FORM.matcher(value).matches()) {
            throw new PeerException(Reason.INVALID_REQUEST, "a peer id is 26 characters of a-z and 2-7");
        }
    }

    /** The id that the owner of this key has. */
    public static PeerId of(PublicKey key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            StringBuilder text = new StringBuilder(LENGTH);
            for (int i = 0; i < LENGTH; i++) {
                text.append(ALPHABET.charAt(fiveBits(hash, i * 5)));
            }
            return new PeerId(text.toString());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int fiveBits(byte[] bytes, int from) {
        int high = bytes[from / 8] & 0xff;
        int low = bytes[from / 8 + 1] & 0xff;
        return ((high << 8 | low) >> (11 - from % 8)) & 0x1f;
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
