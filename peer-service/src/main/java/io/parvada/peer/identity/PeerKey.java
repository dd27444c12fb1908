package io.parvada.peer.identity;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The public half of a peer's key pair: a point of the curve P-256, in the one form that counts, X.509
 * SubjectPublicKeyInfo (RFC 5480) with the named curve and both coordinates, 91 bytes. Whoever holds one has an id, and
 * nothing more is known of it. Immutable.
 */
public final class PeerKey {

    public static final int ENCODED_BYTES = 91;

    /** Of a signature: the numbers r and s, 32 bytes each, as JOSE has them (RFC 7518, 3.4). */
    public static final int SIGNATURE_BYTES = 64;

    static final String SIGNATURE = "SHA256withECDSAinP1363Format";

    private static final int NUMBER_BYTES = 32;
    private static final byte[] HEADER =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
    private static final ECParameterSpec P256 = p256();

    private final byte[] encoded;
    private final PublicKey key;

    private PeerKey(byte[] encoded, PublicKey key) {
        this.encoded = encoded;
        this.key = key;
    }

    /** @throws PeerException INVALID_REQUEST for another curve, another form, and for what is no point of the curve */
    public static PeerKey parse(byte[] encoded) {
        boolean form =
                encoded.length == ENCODED_BYTES && Arrays.equals(encoded, 0, HEADER.length, HEADER, 0, HEADER.length);
        if (!form) {
            throw refused();
        }
        ECPoint point = new ECPoint(number(encoded, HEADER.length), number(encoded, HEADER.length + NUMBER_BYTES));
        if (!isOnCurve(point)) {
            throw refused();
        }
        try {
            return new PeerKey(
                    encoded.clone(), KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, P256)));
        } catch (GeneralSecurityException e) {
            throw refused();
        }
    }

    public PeerId id() {
        return PeerId.of(key);
    }

    PublicKey open() {
        return key;
    }

    /** A copy of its 91 bytes. */
    public byte[] encoded() {
        return encoded.clone();
    }

    /** Whether the owner of this key signed exactly this (ECDSA with SHA-256); false for whatever is no signature. */
    public boolean hasSigned(byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES || !isInRange(signature, 0) || !isInRange(signature, NUMBER_BYTES)) {
            return false;
        }
        try {
            Signature check = Signature.getInstance(SIGNATURE);
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    // Java 17 before 17.0.3 takes r = s = 0 for a signature of anything (CVE-2022-21449).
    private static boolean isInRange(byte[] signature, int at) {
        BigInteger number = number(signature, at);
        return number.signum() > 0 && number.compareTo(P256.getOrder()) < 0;
    }

    // y² = x³ + ax + b. The group has prime order, so every point of the curve is a key.
    private static boolean isOnCurve(ECPoint point) {
        BigInteger p = ((ECFieldFp) P256.getCurve().getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right = x.multiply(x)
                .add(P256.getCurve().getA())
                .multiply(x)
                .add(P256.getCurve().getB())
                .mod(p);
        return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.multiply(y).mod(p).equals(right);
    }

    private static BigInteger number(byte[] bytes, int at) {
        return new BigInteger(1, bytes, at, NUMBER_BYTES);
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
            curve.init(new ECGenParameterSpec("secp256r1"));
            return curve.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PeerException refused() {
        return new PeerException(
                Reason.INVALID_REQUEST, "a peer's key is a point of P-256 in the " + ENCODED_BYTES + " bytes of X.509");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerKey that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return id().value();
    }
}
