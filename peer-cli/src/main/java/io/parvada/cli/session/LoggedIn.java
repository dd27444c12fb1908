package io.parvada.cli.session;

import io.parvada.cli.peer.Shown;
import io.parvada.transfer.credential.HolderKey;
import java.time.Instant;

/**
 * Who the user has logged in as.
 *
 * @param directory {@code http://host:port} of the peer that issued the credential
 * @param key what the credential is bound to; goes nowhere
 */
public record LoggedIn(String directory, String account, String credential, Instant expires, HolderKey key) {

    Shown shown() {
        return Credentials.of(key, () -> credential);
    }
}
