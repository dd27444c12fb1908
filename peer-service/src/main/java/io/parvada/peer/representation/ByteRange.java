package io.parvada.peer.representation;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One range of bytes, both ends included (RFC 9110, section 14). */
record ByteRange(long first, long last) {

    private static final Pattern ONE = Pattern.compile("bytes=[ \\t]*(\\d*)-(\\d*)[ \\t]*");

    long length() {
        return last - first + 1;
    }

    String contentRange(long size) {
        return "bytes " + first + "-" + last + "/" + size;
    }

    /**
     * What a Range header asks of {@code size} bytes. Empty, so that the whole is sent, for no header, another unit,
     * several ranges (the RFC lets a server ignore them, and one answer in many parts serves no client of ours), or a
     * malformed one.
     *
     * @throws PeerException INVALID_RANGE when it is well-formed and no byte of it exists
     */
    static Optional<ByteRange> parse(String header, long size) {
        Matcher range = ONE.matcher(header == null ? "" : header.toLowerCase(Locale.ROOT));
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            return suffix(number(range.group(2)), size);
        }
        long first = number(range.group(1));
        long last = range.group(2).isEmpty() ? Long.MAX_VALUE : number(range.group(2));
        if (last < first) {
            return Optional.empty();
        }
        if (first >= size) {
            throw unsatisfiable(size);
        }
        return Optional.of(new ByteRange(first, Math.min(last, size - 1)));
    }

    private static Optional<ByteRange> suffix(long length, long size) {
        if (length == 0) {
            throw unsatisfiable(size);
        }
        // The whole of an empty file cannot be written as a range.
        return size == 0 ? Optional.empty() : Optional.of(new ByteRange(Math.max(0, size - length), size - 1));
    }

    private static long number(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private static PeerException unsatisfiable(long size) {
        return new PeerException(Reason.INVALID_RANGE, "the file has " + size + " bytes");
    }
}
