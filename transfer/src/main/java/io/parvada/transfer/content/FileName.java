package io.parvada.transfer.content;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a shared file: one or more segments joined by {@code /}, relative to the share, as it stands on disk. A
 * value of this type cannot name anything outside the share, anything of Parvada's own, or anything that a terminal
 * would obey; what still has to be asked of the disk is only whether a segment is a symbolic link.
 */
public record FileName(String value) implements Comparable<FileName> {

    /** Names starting with this, of any case, belong to Parvada itself (state, staging) and are never shared. */
    public static final String RESERVED = ".parvada";

    private static final Pattern FORMLESS = Pattern.compile("\\p{Cf}");
    private static final String PARTIAL = ".parvada-part";
    private static final int MAX_SEGMENT_BYTES = 255;
    private static final int MAX_BYTES = 4096;
    // Each level costs an open directory while the share is walked.
    private static final int MAX_SEGMENTS = 64;

    /**
     * @throws PeerException INVALID_NAME if empty, absolute, with an empty, {@code .} or {@code ..} segment, more
     *     than 64 segments, a segment over 255 bytes or 4,096 in all (UTF-8), a backslash, a drive prefix, a control or
     *     bidirectional-override character, an unpaired surrogate, or a {@linkplain #isReserved reserved} segment
     */
    public FileName {
        if (value == null || value.isEmpty()) {
            throw invalid("a name is not empty");
        }
        if (value.length() > MAX_BYTES || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw invalid("a name has at most " + MAX_BYTES + " bytes");
        }
        if (value.length() >= 2 && value.charAt(1) == ':' && Character.isLetter(value.charAt(0))) {
            throw invalid("a name has no drive");
        }
        value.codePoints().forEach(FileName::checkCharacter);
        String[] segments = value.split("/", -1);
        if (segments.length > MAX_SEGMENTS) {
            throw invalid("a name has at most " + MAX_SEGMENTS + " segments");
        }
        for (String segment : segments) {
            checkSegment(segment);
        }
    }

    /**
     * Whether a segment is Parvada's own: it begins with {@code .parvada}, or is a client's partial download
     * ({@code .NAME.parvada-part} and what is beside it). Of any case, and as the file systems see it that drop
     * characters without a form (HFS+).
     */
    public static boolean isReserved(String segment) {
        if (segment.isEmpty() || (segment.charAt(0) < 0x80 && segment.charAt(0) != '.')) {
            return false;
        }
        String seen = FORMLESS.matcher(segment).replaceAll("");
        boolean own = seen.regionMatches(true, 0, RESERVED, 0, RESERVED.length());
        return own || (seen.startsWith(".") && seen.toLowerCase(Locale.ROOT).contains(PARTIAL));
    }

    /** Whether a character may stand in a name: what is refused is what a terminal or an eye would be misled by. */
    public static boolean isShowable(int c) {
        boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        // Overrides and isolates (Trojan Source, CVE-2021-42574) let a name read differently from what it is.
        boolean bidiControl = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        boolean lineBreak = c == 0x2028 || c == 0x2029;
        return !Character.isISOControl(c) && !surrogate && !bidiControl && !lineBreak;
    }

    /** The part behind the last {@code /}. */
    public String lastSegment() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /** The segments in order; at least one. */
    public List<String> segments() {
        return List.of(value.split("/"));
    }

    /** Unicode form C: what two names are compared by when a person asks for a name. */
    public String nfc() {
        return Normalizer.normalize(value, Normalizer.Form.NFC);
    }

    @Override
    public int compareTo(FileName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static void checkCharacter(int c) {
        if (c == '\\' || !isShowable(c)) {
            throw invalid("a name has no U+" + String.format(Locale.ROOT, "%04X", c));
        }
    }

    private static void checkSegment(String segment) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            throw invalid("a name has no empty, '.' or '..' segment, and does not begin or end with '/'");
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
            throw invalid("a segment of a name has at most " + MAX_SEGMENT_BYTES + " bytes");
        }
        if (isReserved(segment)) {
            throw invalid("names beginning with " + RESERVED + ", and partial downloads, are Parvada's own");
        }
    }

    private static PeerException invalid(String detail) {
        return new PeerException(Reason.INVALID_NAME, detail);
    }
}
