package io.parvada.peer.credential;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.Grant;
import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;

/**
 * A credential taken apart. {@link #parse} believes nothing of it; {@link #verified} is called once its signature is
 * proven, and judges the rest. Immutable.
 */
record CredentialText(SignedJWT jwt, JWTClaimsSet claims) {

    /** How far two clocks may be apart when a credential has just been issued. */
    static final Duration CLOCKS_APART = Duration.ofSeconds(60);

    private static final int MOST_CHARACTERS = 4096;

    /** @throws PeerException UNAUTHENTICATED unless it is a JWT signed by this algorithm, or says it is */
    static CredentialText parse(String text, JWSAlgorithm pinned) {
        try {
            SignedJWT jwt = text.length() > MOST_CHARACTERS ? null : SignedJWT.parse(text);
            if (jwt == null || jwt.getJWTClaimsSet() == null) {
                throw refused("the credential shown is none; log in again");
            }
            if (!pinned.equals(jwt.getHeader().getAlgorithm())) {
                throw refused("a credential is signed by " + pinned + " here, and the one shown by another algorithm");
            }
            if (jwt.getHeader().getType() == null
                    || !Claims.CREDENTIAL_TYPE.equals(jwt.getHeader().getType().getType())) {
                throw refused("the token shown is no credential");
            }
            return new CredentialText(jwt, jwt.getJWTClaimsSet());
        } catch (ParseException | IllegalArgumentException notAJwt) {
            throw refused("the credential shown is none, or is cut; log in again");
        }
    }

    /**
     * @param issuer who alone issues here
     * @throws PeerException UNAUTHENTICATED for another issuer or network, a wrong time, a missing claim
     */
    Verified verified(String issuer, Instant now) {
        if (!issuer.equals(claims.getIssuer())) {
            throw refused("the credential is of another issuer than " + issuer);
        }
        if (!claims.getAudience().contains(Claims.NETWORK)) {
            throw refused("the credential is for something else than " + Claims.NETWORK);
        }
        requireTime(claims.getIssueTime(), claims.getExpirationTime(), now);
        try {
            Grant grant = new Grant(
                    required(claims.getSubject()),
                    peer(claims.getStringClaim(Claims.PEER)),
                    thumbprint(claims.getJSONObjectClaim(Claims.CONFIRMATION)),
                    Scope.parse(claims.getStringClaim(Claims.SCOPE)));
            return new Verified(grant, claims.getExpirationTime().toInstant());
        } catch (ParseException wrongType) {
            throw refused("a claim of the credential is not what it should be");
        }
    }

    static PeerException refused(String sentence) {
        return new PeerException(Reason.UNAUTHENTICATED, sentence);
    }

    private static void requireTime(Date issued, Date expires, Instant now) {
        if (issued == null || expires == null) {
            throw refused("the credential does not say from when to when it is good");
        }
        if (issued.toInstant().isAfter(now.plus(CLOCKS_APART))) {
            throw refused("the credential was issued at " + issued.toInstant() + ", but this peer's clock says "
                    + shown(now) + ": one of the two clocks is wrong");
        }
        if (!expires.toInstant().isAfter(now)) {
            throw refused("the credential expired at " + expires.toInstant() + ", and this peer's clock says "
                    + shown(now) + "; log in again, or set the clock that is wrong");
        }
    }

    private static String thumbprint(Map<String, Object> confirmation) {
        Object thumbprint = confirmation == null ? null : confirmation.get(Claims.THUMBPRINT);
        return required(thumbprint instanceof String text ? text : null);
    }

    private static String peer(String id) {
        try {
            return id == null ? null : new PeerId(id).value();
        } catch (PeerException noId) {
            throw refused("the credential names a peer by what is no id");
        }
    }

    private static String required(String text) {
        if (text == null || text.isEmpty()) {
            throw refused("the credential does not say whose it is, or which key it is bound to");
        }
        return text;
    }

    static Instant shown(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS);
    }
}
