package io.parvada.cli.peer;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A problem document (RFC 9457) as the peer sent it: the cause of the PeerException made from it, so that {@code --json}
 * can show it whole, and a reason that this version does not know is still printed as the peer named it.
 */
public final class RemoteProblem extends Exception {

    private static final long MOST_SECONDS = 3600;

    private final String reason;
    private final String document;

    private RemoteProblem(String reason, String document) {
        super(document, null, false, false);
        this.reason = reason;
        this.document = document;
    }

    /** The peer's own word, also where {@link Reason} has no such constant. */
    public String reason() {
        return reason;
    }

    public String document() {
        return document;
    }

    /** The failure that an answer other than 2xx means; one that is no problem document is judged by its status. */
    static PeerException of(int status, byte[] body, URI peer) {
        try {
            JsonNode problem = Json.parse(body);
            String reason = Json.text(problem, "reason");
            if (reason != null) {
                String detail = Json.text(problem, "detail");
                return PeerException.retryAfter(
                        known(reason, status),
                        detail == null ? peer + " answered " + status : detail,
                        retryAfter(problem),
                        new RemoteProblem(reason, new String(body, StandardCharsets.UTF_8)));
            }
        } catch (JacksonException noJson) {
            // falls through: judged by its status
        }
        return new PeerException(
                byStatus(status), peer + " answered " + status + ", and not as a peer does; is this its REST port?");
    }

    /** Null when it names no time, or one that nobody would wait. */
    private static Duration retryAfter(JsonNode problem) {
        long seconds = problem.path("retry_after_seconds").asLong(0);
        return seconds > 0 && seconds <= MOST_SECONDS ? Duration.ofSeconds(seconds) : null;
    }

    private static Reason known(String reason, int status) {
        return Arrays.stream(Reason.values())
                .filter(constant -> constant.name().equals(reason))
                .findFirst()
                .orElseGet(() -> byStatus(status));
    }

    private static Reason byStatus(int status) {
        return switch (status) {
            case 400 -> Reason.INVALID_REQUEST;
            case 401 -> Reason.UNAUTHENTICATED;
            case 403 -> Reason.FORBIDDEN;
            case 404 -> Reason.ROUTE_NOT_FOUND;
            case 405 -> Reason.METHOD_NOT_ALLOWED;
            case 409 -> Reason.ALREADY_EXISTS;
            case 413 -> Reason.TOO_LARGE;
            case 415 -> Reason.UNSUPPORTED_MEDIA_TYPE;
            case 416 -> Reason.INVALID_RANGE;
            case 422 -> Reason.DIGEST_MISMATCH;
            case 429 -> Reason.RATE_LIMITED;
            case 502 -> Reason.PEER_UNREACHABLE;
            case 503 -> Reason.BUSY;
            case 504 -> Reason.DEADLINE_EXCEEDED;
            case 507 -> Reason.STORAGE_FULL;
            default -> status / 100 == 4 ? Reason.INVALID_REQUEST : Reason.INTERNAL;
        };
    }
}
