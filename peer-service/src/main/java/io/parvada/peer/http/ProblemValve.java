package io.parvada.peer.http;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Tomcat itself refuses (a malformed request line, a NUL in a path, headers without end) and what escapes every
 * handler, as a problem in place of an HTML page. Bad input is a 4xx also where Tomcat says 501 or 505.
 */
final class ProblemValve extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

    /** What the decoder puts in place of bytes that are no UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private final transient JsonMapper json;

    ProblemValve(JsonMapper json) {
        this.json = json;
    }

    @Override
    protected void report(Request request, Response response, Throwable thrown) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        PeerException ours = Problem.ourOwn(thrown);
        Problem problem = ours == null ? problemOf(request, response, thrown) : Problem.of(ours);
        request.setAttribute(Problem.REASON_ATTRIBUTE, problem.reason());
        try {
            problem.send(response, json);
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            log.debug("a problem could not be sent: {}", gone.toString());
        }
    }

    private static Problem problemOf(Request request, Response response, Throwable thrown) {
        return switch (response.getStatus()) {
            case 404 -> Problem.of(Reason.ROUTE_NOT_FOUND, "this peer has no such route; /v3/api-docs lists them");
            case 405 -> Problem.of(Reason.METHOD_NOT_ALLOWED, "this peer does not take this method");
            case 413 -> Problem.of(Reason.TOO_LARGE, "the body is larger than this peer takes");
            case 415 -> Problem.of(Reason.UNSUPPORTED_MEDIA_TYPE, "this route takes application/json");
            case 503 -> Problem.of(Reason.BUSY, "this peer is starting or stopping");
            case 500 -> Problem.withheld(Reason.INTERNAL, thrown);
            default -> refused(request, response);
        };
    }

    private static Problem refused(Request request, Response response) {
        String uri = request.getRequestURI();
        if (uri != null && uri.startsWith("/files/") && isPathAtFault(uri, response)) {
            return Problem.of(Reason.INVALID_NAME, "a name in a path is percent-encoded UTF-8 and stays in the share");
        }
        return Problem.of(Reason.INVALID_REQUEST, "this is not a well-formed HTTP/1.1 request");
    }

    // Tomcat leaves a message where a path was wrong, but none for malformed UTF-8, and none for a wrong header.
    private static boolean isPathAtFault(String uri, Response response) {
        try {
            return response.getMessage() != null
                    || UriUtils.decode(uri, StandardCharsets.UTF_8).indexOf(REPLACEMENT) >= 0;
        } catch (IllegalArgumentException malformed) {
            return true;
        }
    }
}
