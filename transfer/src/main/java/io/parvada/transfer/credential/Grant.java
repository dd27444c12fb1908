package io.parvada.transfer.credential;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a credential says: who may do what, with which key. Immutable.
 *
 * @param subject the account, or {@link Claims#CLUSTER_SUBJECT}; never empty
 * @param peer the id of the peer that holds it; null for a client
 * @param thumbprint of the holder's key
 */
public record Grant(String subject, String peer, String thumbprint, Set<Scope> scopes) {

    public Grant {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(thumbprint);
        scopes = Set.copyOf(scopes);
    }

    public boolean allows(Scope scope) {
        return scopes.contains(scope);
    }

    /** The same with only those of its scopes that are also in {@code most}. */
    public Grant within(Set<Scope> most) {
        Set<Scope> kept = EnumSet.noneOf(Scope.class);
        scopes.stream().filter(most::contains).forEach(kept::add);
        return new Grant(subject, peer, thumbprint, kept);
    }

    /** The claims that say it; whole seconds, as JWTs have. */
    public JWTClaimsSet claims(String issuer, Instant now, Duration lifetime, String id) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(Claims.NETWORK)
                .subject(subject)
                .claim(Claims.CONFIRMATION, Map.of(Claims.THUMBPRINT, thumbprint))
                .claim(Claims.SCOPE, Scope.text(scopes))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .jwtID(id);
        return (peer == null ? claims : claims.claim(Claims.PEER, peer)).build();
    }
}
