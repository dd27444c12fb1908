package io.parvada.peer.credential;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.error.PeerException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * Judges the proofs that callers send with each call (DPoP, RFC 9449), and is stricter than it: a proof names this peer
 * as its audience, so that one that was made for another peer, which lies and passes it on, is worth nothing here; and it
 * is good once, for a minute. Thread-safe.
 */
public final class CallProofs {

    /** Who made a proof: the key it is signed with, and the id of the peer that has this key, if a peer it is. */
    public record Prover(ECKey key, String thumbprint, PeerId peer) {}

    /** How old a proof may be, and how far ahead the caller's clock. */
    static final Duration GOOD_FOR = Duration.ofSeconds(60);

    static final Duration AHEAD = Duration.ofSeconds(10);

    /** 1,000 calls a second for as long as each is remembered, three times over; some 20 MB. */
    private static final int MOST_REMEMBERED = 250_000;

    private static final int MOST_CHARACTERS = 4096;

    private final PeerId self;
    private final Clock clock;
    private final SeenProofs seen;

    public CallProofs(PeerId self, Clock clock) {
        this(self, clock, MOST_REMEMBERED);
    }

    CallProofs(PeerId self, Clock clock, int mostRemembered) {
        this.self = self;
        this.clock = clock;
        this.seen = new SeenProofs(GOOD_FOR.plus(AHEAD), mostRemembered);
    }

    /**
     * Who makes this call. A proof passes once.
     *
     * @param proof the header as it came; null when there was none
     * @param method of HTTP, or {@link Claims#GRPC}
     * @param target the path as it came, without its query; or {@code /} and the full method name
     * @param credential that the proof must belong to; null where the call asks for one and has none yet
     * @throws PeerException UNAUTHENTICATED with the sentence why not; RATE_LIMITED
     */
    public Prover check(String proof, String method, String target, String credential) {
        SignedJWT jwt = parse(proof);
        ECKey key = key(jwt);
        try {
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            requireCallee(claims);
            requireCall(claims, method, target);
            requireCredential(claims, credential);
            requireTime(claims.getIssueTime());
            String thumbprint = key.computeThumbprint().toString();
            requireFirst(claims.getJWTID(), thumbprint);
            return new Prover(key, thumbprint, PeerId.of(key.toECPublicKey()));
        } catch (ParseException | JOSEException e) {
            throw CredentialText.refused("a claim of the call's proof is not what it should be");
        }
    }

    private static SignedJWT parse(String proof) {
        if (proof == null || proof.isEmpty()) {
            throw CredentialText.refused(
                    "the call has no proof that its caller holds the credential's key" + " (header DPoP, RFC 9449)");
        }
        try {
            SignedJWT jwt = proof.length() > MOST_CHARACTERS ? null : SignedJWT.parse(proof);
            if (jwt != null
                    && jwt.getJWTClaimsSet() != null
                    && JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
                    && jwt.getHeader().getType() != null
                    && Claims.PROOF_TYPE.equals(jwt.getHeader().getType().getType())) {
                return jwt;
            }
        } catch (ParseException | IllegalArgumentException notAJwt) {
            // as below
        }
        throw CredentialText.refused(
                "the proof of the call is none: a JWT of type " + Claims.PROOF_TYPE + ", signed by ES256, is expected");
    }

    private static ECKey key(SignedJWT jwt) {
        try {
            if (jwt.getHeader().getJWK() instanceof ECKey key
                    && !key.isPrivate()
                    && Curve.P_256.equals(key.getCurve())
                    && jwt.verify(new ECDSAVerifier(key))) {
                return key;
            }
        } catch (JOSEException e) {
            // as below
        }
        throw CredentialText.refused("the proof of the call is not signed by the key that it shows");
    }

    private void requireCallee(JWTClaimsSet claims) {
        List<String> audience = claims.getAudience();
        if (audience.size() != 1 || !audience.get(0).equals(self.value())) {
            throw CredentialText.refused("the proof of the call was made for another peer than this, which is " + self);
        }
    }

    private static void requireCall(JWTClaimsSet claims, String method, String target) throws ParseException {
        if (!method.equals(claims.getStringClaim(Claims.METHOD))
                || !target.equals(path(claims.getStringClaim(Claims.TARGET)))) {
            throw CredentialText.refused("the proof was made for another call than " + method + " on this path");
        }
    }

    /** Callers that know only RFC 9449 write the whole URI; behind a translated port its host is not ours to know. */
    private static String path(String target) {
        if (target == null || target.startsWith("/")) {
            return target;
        }
        try {
            return URI.create(target).getRawPath();
        } catch (IllegalArgumentException noUri) {
            return null;
        }
    }

    private static void requireCredential(JWTClaimsSet claims, String credential) throws ParseException {
        String hash = claims.getStringClaim(Claims.CREDENTIAL_HASH);
        if (credential != null && !CallSigner.hash(credential).equals(hash)) {
            throw CredentialText.refused("the proof was made for another credential than the one shown");
        }
    }

    private void requireTime(Date made) {
        Instant now = clock.instant();
        if (made == null
                || made.toInstant().isBefore(now.minus(GOOD_FOR))
                || made.toInstant().isAfter(now.plus(AHEAD))) {
            throw CredentialText.refused("the caller's clock said "
                    + (made == null ? "nothing" : made.toInstant()) + " and this peer's says "
                    + CredentialText.shown(now) + ": a call is good for " + GOOD_FOR.toSeconds()
                    + " seconds. Set the clock that is wrong");
        }
    }

    private void requireFirst(String id, String thumbprint) {
        if (id == null || id.isEmpty()) {
            throw CredentialText.refused("the proof of the call has no id (jti)");
        }
        if (!seen.first(thumbprint + " " + id, clock.instant())) {
            throw CredentialText.refused("the proof of the call was used before");
        }
    }
}
