package io.parvada.peer.credential;

import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.Grant;
import io.parvada.transfer.credential.Scope;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;

/**
 * A caller that has shown who it is. Immutable.
 *
 * @param expires when its credential ends; {@link Instant#MAX} for the admin token
 */
public record Verified(Grant grant, Instant expires) {

    private static final String ADMIN = "admin-token";

    /** Who shows this peer's own admin token may do everything here. */
    public static Verified admin() {
        return new Verified(new Grant(ADMIN, null, ADMIN, EnumSet.allOf(Scope.class)), Instant.MAX);
    }

    public boolean allows(Scope scope) {
        return grant.allows(scope);
    }

    /** Empty for a client, which is no peer. */
    public Optional<PeerId> peer() {
        return Optional.ofNullable(grant.peer()).map(PeerId::new);
    }

    /** Who is counted as one caller: the account, or in a cluster, where all are one subject, the key. */
    public String identity() {
        return grant.subject().equals(Claims.CLUSTER_SUBJECT) ? grant.thumbprint() : grant.subject();
    }
}
