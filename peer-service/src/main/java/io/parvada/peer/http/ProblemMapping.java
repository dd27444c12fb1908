package io.parvada.peer.http;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a route throws, as a problem. What Tomcat refuses before any route is {@link ProblemValve}'s. */
@RestControllerAdvice
final class ProblemMapping {

    private final JsonMapper json;

    ProblemMapping(JsonMapper json) {
        this.json = json;
    }

    @ExceptionHandler
    void onFailure(Exception e, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (response.isCommitted()) {
            throw e; // half an answer is out: only closing the connection still tells the caller
        }
        Problem problem = problemOf(unwrap(e));
        request.setAttribute(Problem.REASON_ATTRIBUTE, problem.reason());
        if (e instanceof HttpRequestMethodNotSupportedException wrong && wrong.getSupportedMethods() != null) {
            response.setHeader("Allow", String.join(", ", wrong.getSupportedMethods()));
        }
        problem.send(response, json);
    }

    private static Problem problemOf(Throwable e) {
        PeerException ours = Problem.ourOwn(e);
        if (ours != null) {
            return Problem.of(ours);
        }
        if (e instanceof HttpMessageNotReadableException unreadable) {
            return Problem.of(Reason.INVALID_REQUEST, "the body cannot be read: " + whyUnreadable(unreadable));
        }
        if (e instanceof NoResourceFoundException || e instanceof NoHandlerFoundException) {
            return Problem.of(Reason.ROUTE_NOT_FOUND, "this peer has no such route; /v3/api-docs lists them");
        }
        if (e instanceof HttpRequestMethodNotSupportedException wrong) {
            return Problem.of(Reason.METHOD_NOT_ALLOWED, "this route does not take this method");
        }
        if (e instanceof HttpMediaTypeNotSupportedException) {
            return Problem.of(Reason.UNSUPPORTED_MEDIA_TYPE, "this route takes application/json");
        }
        if (e instanceof HttpMediaTypeNotAcceptableException) {
            return Problem.of(Reason.INVALID_REQUEST, "this route answers application/json; Accept rules it out");
        }
        if (e instanceof MissingServletRequestParameterException missing) {
            return Problem.of(Reason.INVALID_REQUEST, "the parameter " + missing.getParameterName() + " is missing");
        }
        if (e instanceof AsyncRequestTimeoutException) {
            return Problem.of(Reason.DEADLINE_EXCEEDED, "the answer did not come in time");
        }
        if (e instanceof ResponseStatusException refused && refused.getStatusCode() == HttpStatus.PRECONDITION_FAILED) {
            return Problem.preconditionFailed(refused.getReason());
        }
        if (e instanceof ErrorResponse error && error.getStatusCode().is4xxClientError()) {
            return Problem.of(Reason.INVALID_REQUEST, "the request is not what this route takes");
        }
        return Problem.withheld(Reason.INTERNAL, e);
    }

    private static Throwable unwrap(Throwable e) {
        boolean wrapper = e instanceof CompletionException || e instanceof ExecutionException;
        return wrapper && e.getCause() != null ? e.getCause() : e;
    }

    // Jackson's own words name classes of ours and quote the input: what is needed is where.
    private static String whyUnreadable(HttpMessageNotReadableException e) {
        if (e.getCause() instanceof tools.jackson.databind.DatabindException wrong
                && !wrong.getPath().isEmpty()) {
            return "wrong type or value at " + Paths.of(wrong);
        }
        if (e.getCause() instanceof tools.jackson.core.exc.StreamConstraintsException) {
            return "it is nested too deep, or a string or number in it is too long";
        }
        if (e.getCause() instanceof JacksonException malformed && malformed.getLocation() != null) {
            return "malformed JSON at line " + malformed.getLocation().getLineNr() + ", column "
                    + malformed.getLocation().getColumnNr();
        }
        return "a JSON body is expected";
    }

    private static final class Paths {
        static String of(JacksonException e) {
            StringBuilder path = new StringBuilder();
            for (JacksonException.Reference step : e.getPath()) {
                if (step.getIndex() >= 0) {
                    path.append('[').append(step.getIndex()).append(']');
                } else {
                    path.append(path.isEmpty() ? "" : ".").append(Printable.of(step.getPropertyName()));
                }
            }
            return path.toString();
        }
    }
}
