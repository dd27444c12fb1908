package io.parvada.peer.names;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.List;

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
    private final String exact;

    private NameQuery(String text, String literal, GlobMatcher glob, String exact) {
        this.text = text;
        this.literal = literal;
        this.glob = glob;
        this.exact = exact;
    }

    /** @throws PeerException INVALID_REQUEST if empty or over 1,024 characters */
    public static NameQuery parse(String text) {
        check(text);
        boolean isGlob = text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
        return isGlob
                ? new NameQuery(text, "", new GlobMatcher(text), null)
                : new NameQuery(text, Folding.fold(text), null, null);
    }

    /**
     * Files whose whole name or last segment is this one, compared in NFC and case-sensitive. Its text is a glob that all
     * of them match, and others too.
     *
     * @throws PeerException INVALID_REQUEST if empty, or if that glob has over 1,024 characters
     */
    public static NameQuery exactly(String filename) {
        if (filename.isEmpty()) {
            throw new PeerException(Reason.INVALID_REQUEST, "a file to locate has a name");
        }
        String text = filename.replace("*", "\\*").replace("?", "\\?") + "*";
        check(text);
        return new NameQuery(text, "", new GlobMatcher(text), Normalizer.normalize(filename, Normalizer.Form.NFC));
    }

    private static void check(String text) {
        if (text == null || text.isEmpty()) {
            throw new PeerException(Reason.INVALID_REQUEST, "a query is not empty; * lists all");
        }
        if (text.length() > MAX_CHARACTERS) {
            throw new PeerException(Reason.INVALID_REQUEST, "a query has at most " + MAX_CHARACTERS + " characters");
        }
    }

    /** Whether a whole name matches; what the database pre-selects is judged by this. */
    public boolean matches(String name) {
        if (exact == null) {
            return matchesFolded(Folding.fold(name));
        }
        String nfc = Normalizer.normalize(name, Normalizer.Form.NFC);
        return nfc.equals(exact) || nfc.substring(nfc.lastIndexOf('/') + 1).equals(exact);
    }

    /** In NFC the name of {@link #exactly}; else null. */
    public String exact() {
        return exact;
    }

    public String text() {
        return text;
    }

    /** As {@link #matches}, of a name that is folded already; of {@link #exactly} the text. */
    public boolean matchesFolded(String folded) {
        if (glob == null) {
            return folded.contains(literal);
        }
        return glob.matches(glob.hasSlash() ? folded : folded.substring(folded.lastIndexOf('/') + 1));
    }

    /** The folded text if it is literal, else empty. */
    public String literal() {
        return literal;
    }

    /** Folded texts each of which is in every name that matches. */
    public List<String> runs() {
        return glob == null ? List.of(literal) : glob.runs();
    }

    /** What the last segment, or the whole name if {@link #ofWholeName}, of each match begins with; empty if unknown. */
    public String prefix() {
        return glob == null ? "" : glob.prefix();
    }

    /** The longest of {@link #runs}, or an empty text. */
    public String longestRun() {
        return runs().stream().max(Comparator.comparingInt(String::length)).orElse("");
    }

    /** Whether no name can match, as none has a control character; the database is not to be asked with them. */
    public boolean impossible() {
        return text.codePoints().anyMatch(Character::isISOControl);
    }

    /** Whether names are compared whole, and not by their last segment. */
    public boolean ofWholeName() {
        return glob != null && glob.hasSlash();
    }

    @Override
    public String toString() {
        return text;
    }
}
