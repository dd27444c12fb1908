package io.parvada.transfer.content;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 value: exactly 32 bytes, immutable. Also a node of a hash tree, as there a node is a hash. */
public final class Sha256 {

    public static final int BYTES = 32;
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] value;

    private Sha256(byte[] value) {
        this.value = value;
    }

    /** @throws PeerException INVALID_REQUEST unless {@code bytes} has length 32; the array is copied */
    public static Sha256 ofBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new PeerException(Reason.INVALID_REQUEST, "a SHA-256 has 32 bytes, not " + bytes.length);
        }
        return new Sha256(bytes.clone());
    }

    /** Reads 32 bytes and moves the buffer's position. @throws PeerException INVALID_REQUEST if fewer remain */
    public static Sha256 read(ByteBuffer from) {
        if (from.remaining() < BYTES) {
            throw new PeerException(Reason.INVALID_REQUEST, "a SHA-256 has 32 bytes, not " + from.remaining());
        }
        byte[] bytes = new byte[BYTES];
        from.get(bytes);
        return new Sha256(bytes);
    }

    /** 64 hexadecimal digits of either case. @throws PeerException INVALID_REQUEST for anything else */
    public static Sha256 parse(String hex) {
        if (hex.length() == 2 * BYTES) {
            try {
                return new Sha256(HEX.parseHex(hex));
            } catch (IllegalArgumentException notHex) {
                // falls through: one sentence for every wrong form
            }
        }
        throw new PeerException(Reason.INVALID_REQUEST, "a SHA-256 is 64 hexadecimal digits");
    }

    /** The hash of {@code data}. */
    public static Sha256 of(byte[] data) {
        return new Sha256(newDigest().digest(data));
    }

    /** What {@code digest} has seen; resets it. */
    static Sha256 finish(MessageDigest digest) {
        return new Sha256(digest.digest());
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A copy. */
    public byte[] toBytes() {
        return value.clone();
    }

    public void writeTo(ByteBuffer target) {
        target.put(value);
    }

    void updateInto(MessageDigest digest) {
        digest.update(value);
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return HEX.formatHex(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sha256 that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(value).getInt();
    }

    @Override
    public String toString() {
        return hex();
    }
}
