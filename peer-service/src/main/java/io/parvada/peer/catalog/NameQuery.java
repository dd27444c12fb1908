package io.parvada.peer.catalog;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/**
 * What a person asks for. Without {@code *} and {@code ?} it is literal text: a substring, case-insensitive, on NFC and
 * case-folded names. With one of them, quoted or not, it is a glob, anchored, on the last segment, or on the whole name
 * if it has {@code /}: {@code *} and {@code ?} stop at {@code /}, {@code **} does not, {@code \} quotes. {@code *} lists
 * all. Immutable.
 */
public final class NameQuery {

    private static final int MAX_CHARACTERS = 1024;

    private final String text;
    private final String literal;
    private final GlobMatcher glob;

    private NameQuery(String text, String literal, GlobMatcher glob) {
        this.text = text;
        this.literal = literal;
        this.glob = glob;
    }

    /** @throws PeerException INVALID_REQUEST if empty or over 1,024 characters */
    public static NameQuery parse(String text) {
        if (text == null || text.isEmpty()) {
            throw new PeerException(Reason.INVALID_REQUEST, "a query is not empty; * lists all");
        }
        if (text.length() > MAX_CHARACTERS) {
            throw new PeerException(Reason.INVALID_REQUEST, "a query has at most " + MAX_CHARACTERS + " characters");
        }
        boolean isGlob = text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
        return isGlob ? new NameQuery(text, "", new GlobMatcher(text)) : new NameQuery(text, fold(text), null);
    }

    /** Whether a whole name matches; what the database pre-selects is judged by this. */
    public boolean matches(String name) {
        return matchesFolded(fold(name));
    }

    public String text() {
        return text;
    }

    /** As {@link #matches}, of a name that is folded already. */
    boolean matchesFolded(String folded) {
        if (glob == null) {
            return folded.contains(literal);
        }
        return glob.matches(glob.hasSlash() ? folded : folded.substring(folded.lastIndexOf('/') + 1));
    }

    /** The folded text if it is literal, else empty. */
    String literal() {
        return literal;
    }

    /** Folded texts each of which is in every name that matches. */
    List<String> runs() {
        return glob == null ? List.of(literal) : glob.runs();
    }

    /** What the last segment, or the whole name if {@link #ofWholeName}, of each match begins with; empty if unknown. */
    String prefix() {
        return glob == null ? "" : glob.prefix();
    }

    /** The longest of {@link #runs}, or an empty text. */
    String longestRun() {
        return runs().stream().max(Comparator.comparingInt(String::length)).orElse("");
    }

    /** Whether no name can match, as none has a control character; the database is not to be asked with them. */
    boolean impossible() {
        return text.codePoints().anyMatch(Character::isISOControl);
    }

    boolean ofWholeName() {
        return glob != null && glob.hasSlash();
    }

    /**
     * The form in which names are compared: NFC, lower case, upper case, lower case, NFC. The two ways make ß, ẞ and SS
     * one, the character-by-character lower case makes σ, ς and Σ one wherever they stand, and I, ı, İ and i one in every
     * language (Unicode's default folding keeps ı apart; a person who looks for a file does not).
     */
    static String fold(String text) {
        if (isFolded(text)) {
            return text;
        }
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

    @Override
    public String toString() {
        return text;
    }
}
