package io.parvada.peer.names;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/**
 * The form in which names are compared: NFC, lower case, upper case, lower case, NFC. The two ways make ß, ẞ and SS
 * one, the character-by-character lower case makes σ, ς and Σ one wherever they stand, and I, ı, İ and i one in every
 * language (Unicode's default folding keeps ı apart; a person who looks for a file does not).
 *
 * <p>Characters that Unicode 13 does not have stay as they are, and part what is folded before them from what is after:
 * so a name is folded alike by every version of Java from 17 on, as what a peer tells of its names has to be
 * (docs/decisions/0032-names-are-folded-by-unicode-13.md).
 */
public final class Folding {

    private Folding() {}

    /** Folding what is folded changes nothing. */
    public static String fold(String text) {
        if (isFolded(text)) {
            return text;
        }
        StringBuilder folded = new StringBuilder(text.length());
        int from = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (!Unicode13.has(c)) {
                folded.append(foldKnown(text.substring(from, i))).appendCodePoint(c);
                from = next;
            }
            i = next;
        }
        return folded.append(foldKnown(text.substring(from))).toString();
    }

    private static String foldKnown(String text) {
        String lower = map(Normalizer.normalize(text, Normalizer.Form.NFC), Character::toLowerCase);
        String folded = map(lower.toUpperCase(Locale.ROOT), Character::toLowerCase);
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }

    // Most names are plain ASCII in lower case: a million of them are not to be normalised four times.
    private static boolean isFolded(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }

    private static String map(String text, IntUnaryOperator character) {
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints().map(character).forEach(mapped::appendCodePoint);
        return mapped.toString();
    }
}
