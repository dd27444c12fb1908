package io.parvada.transfer.connection;

import io.grpc.Status;

/**
 * A sentence that goes over the wire, or came over it: one line, no character that a terminal obeys, and at most 512
 * characters, since it is sent twice in trailers that many implementations limit to 8 KiB. Stateless.
 */
public final class Sentence {

    private static final int MAX_CHARS = 512;

    private Sentence() {}

    public static String of(String text) {
        if (text == null) {
            return "";
        }
        StringBuilder clean = new StringBuilder(Math.min(text.length(), MAX_CHARS));
        text.codePoints().limit(MAX_CHARS).forEach(c -> clean.appendCodePoint(obeyed(c) ? '?' : c));
        return clean.toString();
    }

    /** ": " and why, as far as the status or its root cause tells; else empty. */
    public static String because(Status status) {
        Throwable root = status.getCause();
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        if (root != null && root.getMessage() != null) {
            return ": " + root.getMessage();
        }
        return status.getDescription() == null ? "" : ": " + status.getDescription();
    }

    private static boolean obeyed(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
