package io.parvada.peer.representation;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Enumeration;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriUtils;

/** The conditional headers of RFC 9110, section 13, in the order of its 13.2.2. */
public final class Conditions {

    private Conditions() {}

    /** A file as its conditions see it. @param etag with its quotes, or null while the content is not known */
    record Current(String etag, Instant modified) {}

    /**
     * If-Match, else If-Unmodified-Since.
     *
     * @param now null where no file has the name
     * @throws ResponseStatusException 412 when it does not hold
     * @throws PeerException BUSY where the content is not known yet
     */
    static void require(HttpServletRequest request, Current now) {
        Enumeration<String> tags = request.getHeaders("If-Match");
        if (tags.hasMoreElements()) {
            if (now == null || !anyMatches(tags, known(now, request.getHeader("If-Match")), false)) {
                throw failed("what stands under this name is not what If-Match names");
            }
        } else if (now != null) {
            long since = dateOrNever(request, "If-Unmodified-Since");
            if (since >= 0 && now.modified().toEpochMilli() / 1000 > since / 1000) {
                throw failed("what stands under this name is of " + now.modified() + ", after If-Unmodified-Since");
            }
        }
    }

    /** All of {@link #require}, and If-None-Match, which for a change means: not where such a file stands. */
    static void requireForChange(HttpServletRequest request, Current now) {
        require(request, now);
        Enumeration<String> tags = request.getHeaders("If-None-Match");
        if (now != null
                && tags.hasMoreElements()
                && anyMatches(tags, known(now, request.getHeader("If-None-Match")), true)) {
            throw failed("what stands under this name is what If-None-Match excludes");
        }
    }

    /** Whether only a name that is free may be taken: this is kept whatever happens meanwhile. */
    static boolean onlyNew(HttpServletRequest request) {
        String tags = request.getHeader("If-None-Match");
        return tags != null && tags.trim().equals("*");
    }

    /** @param etag with its quotes, or null while the content is not known */
    static boolean notModified(HttpServletRequest request, String etag, Instant modified) {
        Enumeration<String> tags = request.getHeaders("If-None-Match");
        if (tags.hasMoreElements()) {
            return anyMatches(tags, etag, true);
        }
        long since = dateOrNever(request, "If-Modified-Since");
        return since >= 0 && modified.toEpochMilli() / 1000 <= since / 1000;
    }

    /**
     * Whether Range is to be obeyed. A date in If-Range never matches: in one second a file can change twice, and the
     * whole file is always a right answer.
     */
    static boolean rangeApplies(HttpServletRequest request, String etag) {
        String condition = request.getHeader("If-Range");
        return condition == null || condition.trim().equals(etag);
    }

    /** RFC 6266: the name, once as ASCII for old readers, once as UTF-8 (RFC 8187). @param last a single segment */
    public static String attachment(String last) {
        String ascii = last.replaceAll("[^\\x20-\\x7e]|[\"\\\\%]", "_");
        String utf8 = UriUtils.encode(last, StandardCharsets.UTF_8);
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + utf8;
    }

    private static String known(Current now, String asked) {
        if (now.etag() == null && !asked.trim().equals("*")) {
            throw PeerException.retryAfter(
                    Reason.BUSY, "the file is being hashed: its ETag is not known yet", Duration.ofSeconds(1));
        }
        return now.etag();
    }

    private static ResponseStatusException failed(String sentence) {
        return new ResponseStatusException(HttpStatus.PRECONDITION_FAILED, sentence);
    }

    /** @param etag null: only {@code *} matches. @param weakToo whether a tag that is marked as weak counts (RFC 9110, 8.8.3.2) */
    private static boolean anyMatches(Enumeration<String> headers, String etag, boolean weakToo) {
        while (headers.hasMoreElements()) {
            for (String each : headers.nextElement().split(",")) {
                String tag = each.trim();
                String strong = weakToo && tag.startsWith("W/") ? tag.substring(2) : tag;
                if (strong.equals("*") || strong.equals(etag)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static long dateOrNever(HttpServletRequest request, String header) {
        try {
            return request.getDateHeader(header);
        } catch (IllegalArgumentException notADate) {
            return -1; // RFC 9110, 13.1.3: a recipient must ignore it
        }
    }
}
