package io.parvada.transfer.credential;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Who calls other peers with a credential: each call shows it together with a proof, made for that call and that callee
 * alone, that the caller owns the key it is bound to (DPoP, RFC 9449). Thread-safe; a signature takes a fraction of a
 * millisecond.
 */
public final class CallSigner {

    private final HolderKey key;
    private final Supplier<String> credential;
    private final Clock clock;
    private final Supplier<String> ids;

    /**
     * @param credential asked for each call; may throw a PeerException when there is none
     * @param ids a fresh text each time, such as a random UUID
     */
    public CallSigner(HolderKey key, Supplier<String> credential, Clock clock, Supplier<String> ids) {
        this.key = key;
        this.credential = credential;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * The headers of one call, by name; good for this call once.
     *
     * @param callee the id of the peer that is called, proven: whoever reads the proof can use it there
     * @param method the method of HTTP, or {@link Claims#GRPC}
     * @param target the path as it is sent, without its query, or {@code /} and the full method name
     */
    public Map<String, String> headers(String callee, String method, String target) {
        String shown = credential.get();
        return Map.of(
                "Authorization",
                Claims.PROOF_HEADER + " " + shown,
                Claims.PROOF_HEADER,
                proof(callee, method, target, hash(shown)));
    }

    /** A proof for a call that asks for a credential and so has none yet. */
    public String proof(String callee, String method, String target) {
        return proof(callee, method, target, null);
    }

    /** {@code ath} of RFC 9449: base64url of the credential's SHA-256. */
    public static String hash(String credential) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(credential.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private String proof(String callee, String method, String target, String credentialHash) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(Claims.PROOF_TYPE))
                .jwk(key.bare())
                .build();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .jwtID(ids.get())
                .audience(callee)
                .claim(Claims.METHOD, method)
                .claim(Claims.TARGET, target)
                .issueTime(Date.from(clock.instant()));
        if (credentialHash != null) {
            claims.claim(Claims.CREDENTIAL_HASH, credentialHash);
        }
        return key.signed(header, claims.build());
    }
}
