package io.parvada.peer.directory;

import io.parvada.peer.identity.Peer;
import java.time.Instant;
import java.util.Objects;

/**
 * One peer that is logged in. Immutable.
 *
 * @param key the peer's public key, X.509 in base64; its id belongs to it
 * @param leaseEnd when it is gone from answers unless it renews before
 */
public record Session(Peer peer, String account, String key, Instant leaseEnd) {

    public Session {
        Objects.requireNonNull(peer);
        Objects.requireNonNull(account);
        Objects.requireNonNull(key);
        Objects.requireNonNull(leaseEnd);
    }
}
