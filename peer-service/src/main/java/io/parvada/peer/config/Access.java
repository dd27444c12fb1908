package io.parvada.peer.config;

import java.util.Locale;
import java.util.Optional;

/** Who may do what; see docs/protocol.md. */
public enum Access {
    OPEN,
    CLUSTER,
    DIRECTORY;

    /** As it stands in the file and on the wire. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Access> of(String text) {
        for (Access access : values()) {
            if (access.text().equals(text)) {
                return Optional.of(access);
            }
        }
        return Optional.empty();
    }
}
