package io.parvada.peer.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Enumeration;
import org.springframework.web.util.UriUtils;

/** The conditional headers of RFC 9110, section 13, as far as GET and HEAD of a file need them. */
final class Conditions {

    private Conditions() {}

    /** @param etag with its quotes, or null while the content is not known */
    static boolean notModified(HttpServletRequest request, String etag, Instant modified) {
        Enumeration<String> tags = request.getHeaders("If-None-Match");
        if (tags.hasMoreElements()) {
            return etag != null && anyMatches(tags, etag);
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
    static String attachment(String last) {
        String ascii = last.replaceAll("[^\\x20-\\x7e]|[\"\\\\%]", "_");
        String utf8 = UriUtils.encode(last, StandardCharsets.UTF_8);
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + utf8;
    }

    private static boolean anyMatches(Enumeration<String> headers, String etag) {
        while (headers.hasMoreElements()) {
            for (String tag : headers.nextElement().split(",")) {
                String strong = tag.trim().startsWith("W/") ? tag.trim().substring(2) : tag.trim();
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
