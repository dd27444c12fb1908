package io.parvada.peer.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * A failure as RFC 9457 writes it ({@code application/problem+json}), with Parvada's reason. The type is always
 * about:blank, so it is left out, and the title is the status in words.
 *
 * @param detail the sentence; of our own faults only that there was one
 * @param incident the id under which the log holds what the detail withholds; else null and absent
 * @param retryAfterSeconds as the Retry-After header says; else null and absent
 * @param position of a caller that is told BUSY, in line, from 1; else null and absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String title,
        int status,
        String detail,
        Reason reason,
        String incident,
        Long retryAfterSeconds,
        Integer position) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** The attribute of a request that tells the log line why it failed: a {@link Reason}. */
    static final String REASON_ATTRIBUTE = Problem.class.getName() + ".reason";

    private static final int MAX_CAUSES = 10;
    private static final Logger log = LoggerFactory.getLogger(Problem.class);

    /** Logs our own faults with their incident id; everything else is the caller's to know and not logged here. */
    public static Problem of(PeerException e) {
        if (e.reason() == Reason.INTERNAL || e.reason() == Reason.STORAGE_FAILURE) {
            return withheld(e.reason(), e);
        }
        Long seconds = e.retryAfter().map(Problem::wholeSeconds).orElse(null);
        Integer position = e.position().isPresent() ? e.position().getAsInt() : null;
        return of(e.reason(), e.detail(), null, seconds, position);
    }

    /** A failure that is ours. */
    static Problem withheld(Reason reason, Throwable cause) {
        String incident = UUID.randomUUID().toString();
        log.error("incident {}: {}", incident, reason, cause);
        return of(reason, "this peer failed; its log has the details under incident " + incident, incident, null, null);
    }

    /** The PeerException that Jackson, Spring or Tomcat may have wrapped; null when there is none. */
    static PeerException ourOwn(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < MAX_CAUSES; depth++) {
            if (at instanceof PeerException found) {
                return found;
            }
            at = at.getCause();
        }
        return null;
    }

    static Problem of(Reason reason, String detail) {
        return of(reason, detail, null, null, null);
    }

    /** A condition of the request does not hold: STALE_BASE, but under the status that RFC 9110 has for that alone. */
    static Problem preconditionFailed(String detail) {
        return new Problem(title(412), 412, detail, Reason.STALE_BASE, null, null, null);
    }

    private static Problem of(Reason reason, String detail, String incident, Long retryAfterSeconds, Integer position) {
        int status = statusOf(reason);
        return new Problem(title(status), status, detail, reason, incident, retryAfterSeconds, position);
    }

    /** The same, for who answers before any route: the log line of the call has the reason. */
    public void send(HttpServletRequest request, HttpServletResponse response, JsonMapper json) throws IOException {
        request.setAttribute(REASON_ATTRIBUTE, reason);
        send(response, json);
    }

    /**
     * Writes this as the whole answer and flushes it. With a length, so that a caller who is still sending a body that
     * nobody will read sees the end of the answer at once.
     */
    void send(HttpServletResponse response, JsonMapper json) throws IOException {
        byte[] body = json.writeValueAsBytes(this);
        response.setStatus(status);
        response.setContentType(MEDIA_TYPE);
        response.setContentLength(body.length);
        if (retryAfterSeconds != null) {
            response.setHeader("Retry-After", retryAfterSeconds.toString());
        }
        if (reason == Reason.UNAUTHENTICATED && response.getHeader("WWW-Authenticate") == null) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    /** The one place where a reason becomes an HTTP status; but for {@link #preconditionFailed}. */
    public static int statusOf(Reason reason) {
        return switch (reason) {
            case FILE_NOT_FOUND, PEER_NOT_FOUND, TRANSFER_NOT_FOUND, ROUTE_NOT_FOUND -> 404;
            case INVALID_NAME, INVALID_REQUEST -> 400;
            case METHOD_NOT_ALLOWED -> 405;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case INVALID_RANGE -> 416;
            case ALREADY_EXISTS, STALE_BASE, CANCELLED -> 409;
            case DIGEST_MISMATCH -> 422;
            case CORRUPT_SOURCE, PEER_UNREACHABLE -> 502;
            case TOO_LARGE -> 413;
            case STORAGE_FULL -> 507;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case RATE_LIMITED -> 429;
            case BUSY -> 503;
            case DEADLINE_EXCEEDED -> 504;
            case STORAGE_FAILURE, INTERNAL -> 500;
        };
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 412 -> "Precondition Failed";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Range Not Satisfiable";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 507 -> "Insufficient Storage";
            default -> "Internal Server Error";
        };
    }

    // Retry-After has no fractions; 0 would invite a tight loop.
    private static long wholeSeconds(Duration duration) {
        return Math.max(1, (duration.toMillis() + 999) / 1000);
    }
}
