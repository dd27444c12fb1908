package io.parvada.peer.directory;

import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Who may log in, and what its credentials allow; its password is only ever a hash, and not here. Immutable. */
public record Account(String name, Set<Scope> scopes) {

    /** The first administrator, made at start. */
    public static final String ADMIN = "admin";

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /** @throws PeerException INVALID_REQUEST for a name of another form, and for no scopes */
    public Account {
        if (!isName(name)) {
            throw new PeerException(
                    Reason.INVALID_REQUEST,
                    "an account's name is 1 to 64 of a-z, 0-9, dot, dash and underscore, and begins with a letter or digit");
        }
        if (scopes == null || scopes.isEmpty()) {
            throw new PeerException(
                    Reason.INVALID_REQUEST, "an account has scopes: some of read, write, admin and metrics");
        }
        scopes = Collections.unmodifiableSet(EnumSet.copyOf(scopes));
    }

    /** Whether an account can have this name; of any other text there is none. */
    public static boolean isName(String text) {
        return text != null && FORM.matcher(text).matches();
    }
}
