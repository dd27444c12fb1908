package io.parvada.transfer.credential;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What all members of a cluster have: whoever knows it issues credentials for a key of its own. A file of several lines
 * holds several secrets: the first issues, each is accepted, so that a secret is changed without an hour of refusals. No
 * secret makes an administrator: each peer has an admin token of its own for that. Immutable; prints nothing.
 */
public final class ClusterSecret {

    /** In bytes of one line; about 190 bits where it is base64 of random bytes. */
    public static final int LEAST_LENGTH = 32;

    /** What a file may hold, for the sentence that refuses another. */
    public static final String FORM =
            "one to four lines, each a secret of " + LEAST_LENGTH + " to 512 printable ASCII characters without blanks";

    /** What a cluster's credential can grant at most. */
    public static final Set<Scope> MOST = Set.copyOf(EnumSet.of(Scope.READ, Scope.WRITE, Scope.METRICS));

    private static final int MOST_LENGTH = 512;
    private static final int MOST_SECRETS = 4;
    private static final byte[] SALT = "parvada".getBytes(StandardCharsets.US_ASCII);
    private static final String PURPOSE = "parvada cluster credential, version 1";

    private final List<byte[]> keys;

    private ClusterSecret(List<byte[]> keys) {
        this.keys = List.copyOf(keys);
    }

    /** @throws IllegalArgumentException for anything but {@link #FORM}; says nothing of what it holds */
    public static ClusterSecret parse(String text) {
        List<byte[]> keys = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String secret = line.strip();
            boolean printable = secret.chars().allMatch(c -> c > ' ' && c < 0x7f);
            if (!printable || secret.length() < LEAST_LENGTH || secret.length() > MOST_LENGTH) {
                throw new IllegalArgumentException("not " + FORM);
            }
            keys.add(derived(secret));
        }
        if (keys.isEmpty() || keys.size() > MOST_SECRETS) {
            throw new IllegalArgumentException("not " + FORM);
        }
        return new ClusterSecret(keys);
    }

    /** A credential for the holder of a key; HS256. Scopes beyond {@link #MOST} are left out. */
    public String issue(Grant grant, Instant now, Duration lifetime, String id) {
        try {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                    .type(new JOSEObjectType(Claims.CREDENTIAL_TYPE))
                    .build();
            SignedJWT jwt = new SignedJWT(header, grant.within(MOST).claims(Claims.CLUSTER_ISSUER, now, lifetime, id));
            jwt.sign(new MACSigner(keys.get(0)));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has HMAC with SHA-256", e);
        }
    }

    /** Whether one of the secrets issued it. The algorithm is HS256, whatever its header says, or it was not. */
    public boolean issued(SignedJWT credential) {
        if (!JWSAlgorithm.HS256.equals(credential.getHeader().getAlgorithm())) {
            return false;
        }
        try {
            for (byte[] key : keys) {
                if (credential.verify(new MACVerifier(key))) {
                    return true;
                }
            }
            return false;
        } catch (JOSEException e) {
            return false;
        }
    }

    /** HKDF with SHA-256 (RFC 5869), one block: the secret itself is used for nothing. */
    private static byte[] derived(String secret) {
        byte[] extracted = hmac(SALT, secret.getBytes(StandardCharsets.US_ASCII));
        return hmac(extracted, (PURPOSE + '\1').getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC with SHA-256", e);
        }
    }
}
