package io.parvada.peer.credential;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.Grant;
import io.parvada.transfer.credential.HolderKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Issues a directory's credentials: ES256, with the thumbprint of the signing key as its id. Several processes of one
 * directory have a key each; whoever checks knows them all. Thread-safe.
 */
public final class CredentialIssuer {

    /** A credential and when it ends. */
    public record Issued(String credential, Instant expires) {}

    private final HolderKey key;
    private final Clock clock;
    private final Supplier<String> ids;

    /** @param ids a fresh text each time, for the credential's {@code jti} */
    public CredentialIssuer(HolderKey key, Clock clock, Supplier<String> ids) {
        this.key = key;
        this.clock = clock;
        this.ids = ids;
    }

    /** For the holder of the key that the grant names; that it holds the key is the caller's to prove first. */
    public Issued issue(Grant grant, Duration lifetime) {
        Instant now = clock.instant();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(Claims.CREDENTIAL_TYPE))
                .keyID(key.thumbprint())
                .build();
        var claims = grant.claims(Claims.DIRECTORY_ISSUER, now, lifetime, ids.get());
        return new Issued(key.signed(header, claims), claims.getExpirationTime().toInstant());
    }

    /** The public half of the key that it signs with. */
    public KeySet keys() {
        return KeySet.of(key.shown());
    }
}
