package io.parvada.peer.identity;

/** base32 (RFC 4648, lower case, unpadded) of the first 16 bytes of SHA-256 of the public key: 26 characters. */
public record PeerId(String value) implements Comparable<PeerId> {

    @Override
    public int compareTo(PeerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
