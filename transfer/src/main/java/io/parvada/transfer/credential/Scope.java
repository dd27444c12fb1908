package io.parvada.transfer.credential;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a credential lets its holder do. None contains another: who may administer and read has both. */
public enum Scope {
    /** Search, read, fetch, ask for state. */
    READ,
    /** Store new names, introduce a peer. */
    WRITE,
    /** Delete, overwrite, remove peers, start downloads, keep accounts. */
    ADMIN,
    /** What monitoring reads. */
    METRICS;

    /** As it stands in a credential. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Parted by blanks, as RFC 6749 (3.3) writes them; what is unknown grants nothing. Null is none. */
    public static Set<Scope> parse(String text) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        List<String> said = text == null ? List.of() : List.of(text.split(" "));
        for (Scope scope : values()) {
            if (said.contains(scope.text())) {
                scopes.add(scope);
            }
        }
        return scopes;
    }

    /** The opposite of {@link #parse}, in the order of this list. */
    public static String text(Collection<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::text).collect(Collectors.joining(" "));
    }
}
