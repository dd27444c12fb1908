package io.parvada.cli.output;

import java.util.Locale;

/**
 * Text from other machines, made harmless for a terminal: names and sentences of peers may hold escape sequences that
 * move the cursor, retitle the window or type for the user, or bidirectional controls that make a text read as another
 * (CVE-2021-42574).
 */
final class TerminalText {

    private TerminalText() {}

    /** The text on one line: what a terminal would obey, line ends included, becomes a visible {@code \}{@code u{1b}}. */
    static String visible(String text) {
        if (text.codePoints().noneMatch(TerminalText::obeyed)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (obeyed(c)) {
                safe.append(String.format(Locale.ROOT, "\\u{%x}", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    /** JSON text with the same characters as JSON escapes. Jackson leaves DEL, C1 and bidirectional controls as they are. */
    static String json(String json) {
        StringBuilder safe = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (obeyed(c) && c != '\n' && c != '\r' && c != '\t') {
                safe.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    /** Columns that the text takes on a terminal: 2 for East Asian wide characters and emoji, 0 for combining marks. */
    static int columns(String text) {
        return text.codePoints().map(TerminalText::columns).sum();
    }

    /** As much of it from the left as takes at most so many columns. */
    static String cut(String text, int columns) {
        int width = 0;
        int end = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            width += columns(c);
            if (width > columns) {
                break;
            }
            end += Character.charCount(c);
        }
        return text.substring(0, end);
    }

    private static boolean obeyed(int c) {
        boolean bidiControl = c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
        boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return Character.isISOControl(c) || bidiControl || surrogate || c == 0x2028 || c == 0x2029;
    }

    private static int columns(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = (c >= 0x1100 && c <= 0x115F)
                || (c >= 0x2E80 && c <= 0xA4CF)
                || (c >= 0xAC00 && c <= 0xD7A3)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0xFE30 && c <= 0xFE6F)
                || (c >= 0xFF00 && c <= 0xFF60)
                || (c >= 0xFFE0 && c <= 0xFFE6)
                || (c >= 0x1F300 && c <= 0x1FAFF)
                || (c >= 0x20000 && c <= 0x3FFFD);
        return wide ? 2 : 1;
    }
}
