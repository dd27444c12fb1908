package io.parvada.peer.catalog;

/**
 * What a person asks for. Literal text: a substring, case-insensitive, on NFC and case-folded names. With {@code *} or
 * {@code ?}: a glob, anchored, on the last segment, or on the whole name if it has {@code /}.
 */
public final class NameQuery {

    /** @throws io.parvada.transfer.error.PeerException INVALID_REQUEST if empty or over 1,024 characters */
    public static NameQuery parse(String text) {
        throw new UnsupportedOperationException("due");
    }

    /** Whether a whole name matches; what the database pre-selects is judged by this. */
    public boolean matches(String name) {
        throw new UnsupportedOperationException("due");
    }

    public String text() {
        throw new UnsupportedOperationException("due");
    }
}
