package io.parvada.transfer.credential;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.text.ParseException;

/**
 * The EC P-256 key pair that a credential is bound to: a peer's identity, a client's own, or what a directory signs with.
 * Immutable; never prints its private half.
 */
public final class HolderKey {

    private final ECPrivateKey secret;
    private final ECKey shown;
    private final String thumbprint;

    private HolderKey(ECKey shown, ECPrivateKey secret) {
        try {
            this.secret = secret;
            this.shown = shown.toPublicJWK();
            this.thumbprint = shown.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @throws IllegalArgumentException for a pair that is not of EC P-256 */
    public static HolderKey of(KeyPair pair) {
        if (pair.getPublic() instanceof ECPublicKey open
                && pair.getPrivate() instanceof ECPrivateKey secret
                && Curve.P_256.equals(Curve.forECParameterSpec(open.getParams()))) {
            return new HolderKey(new ECKey.Builder(Curve.P_256, open).build(), secret);
        }
        throw new IllegalArgumentException("not a pair of EC P-256");
    }

    public static HolderKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return of(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has EC P-256", e);
        }
    }

    /** What {@link #secretJson} wrote. @throws IllegalArgumentException for anything else */
    public static HolderKey fromSecretJson(String jwk) {
        try {
            ECKey key = ECKey.parse(jwk);
            if (!key.isPrivate() || !Curve.P_256.equals(key.getCurve())) {
                throw new IllegalArgumentException("not a private key of EC P-256");
            }
            return new HolderKey(key, key.toECPrivateKey());
        } catch (ParseException | JOSEException e) {
            throw new IllegalArgumentException("not a private key of EC P-256", e);
        }
    }

    /** Both halves as a JWK (RFC 7517), for a file that only its owner can read. */
    public String secretJson() {
        return new ECKey.Builder(shown).privateKey(secret).build().toJSONString();
    }

    /** The public half, with the thumbprint as its id. */
    public ECKey shown() {
        return new ECKey.Builder(shown).keyID(thumbprint).build();
    }

    /** RFC 7638, SHA-256, base64url. */
    public String thumbprint() {
        return thumbprint;
    }

    /** The id that belongs to this key, as that of a peer belongs to its. */
    public String id() {
        try {
            return KeyId.of(shown.toECPublicKey());
        } catch (JOSEException e) {
            throw new IllegalStateException("a key of EC P-256 that is none", e);
        }
    }

    /** A JWT signed by ES256; the header must say so. */
    public String signed(JWSHeader header, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(secret, Curve.P_256));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a key of EC P-256 that does not sign", e);
        }
    }

    /** Without the id: it would be one thing more for the reader of a proof to check. */
    ECKey bare() {
        return shown;
    }

    @Override
    public String toString() {
        return "key " + thumbprint;
    }
}
