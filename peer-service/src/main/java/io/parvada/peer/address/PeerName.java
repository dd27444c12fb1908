package io.parvada.peer.address;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;

/**
 * What people call a peer: 1 to 64 characters, none of which can move a terminal's cursor, break a log line or reorder
 * text (Unicode categories Cc, Cf, Zl, Zp, Cs). Not unique and not proof of anything.
 */
public final class PeerName {

    /** What is accepted, for sentences. */
    public static final String FORM = "1 to 64 characters, none of them a control or format character";

    private static final int MAX = 64;

    private PeerName() {}

    /** Returns the name itself. @throws PeerException INVALID_REQUEST with what is accepted */
    public static String require(String name) {
        if (name == null || name.isBlank() || name.codePointCount(0, name.length()) > MAX) {
            throw new PeerException(Reason.INVALID_REQUEST, "a peer's name must be " + FORM);
        }
        if (name.codePoints().anyMatch(PeerName::unprintable)) {
            throw new PeerException(Reason.INVALID_REQUEST, "a peer's name must be " + FORM);
        }
        return name;
    }

    private static boolean unprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
