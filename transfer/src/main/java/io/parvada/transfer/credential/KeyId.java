package io.parvada.transfer.credential;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;

/**
 * The id that belongs to a public key, a peer's or a client's: the first 26 characters of the base32 text (RFC 4648,
 * lower case, unpadded) of SHA-256 of the key in X.509 SubjectPublicKeyInfo form, which are its first 130 bits. Pure.
 */
public final class KeyId {

    public static final int LENGTH = 26;

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private KeyId() {}

    public static String of(PublicKey key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            StringBuilder text = new StringBuilder(LENGTH);
            for (int i = 0; i < LENGTH; i++) {
                text.append(ALPHABET.charAt(fiveBits(hash, i * 5)));
            }
            return text.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static int fiveBits(byte[] bytes, int from) {
        int high = bytes[from / 8] & 0xff;
        int low = bytes[from / 8 + 1] & 0xff;
        return ((high << 8 | low) >> (11 - from % 8)) & 0x1f;
    }
}
