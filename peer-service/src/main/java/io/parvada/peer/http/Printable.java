package io.parvada.peer.http;

/** Text of others, made safe for a log and a terminal. */
public final class Printable {

    private static final int MAX_CHARS = 300;

    private Printable() {}

    /** At most 300 characters of printable ASCII; everything else is {@code ?}, and a cut is shown by an ellipsis. */
    public static String of(String text) {
        if (text == null) {
            return "";
        }
        StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX_CHARS) + 3);
        for (int i = 0; i < text.length() && i < MAX_CHARS; i++) {
            char c = text.charAt(i);
            safe.append(c >= 0x20 && c < 0x7f ? c : '?');
        }
        return text.length() > MAX_CHARS ? safe.append("...").toString() : safe.toString();
    }
}
