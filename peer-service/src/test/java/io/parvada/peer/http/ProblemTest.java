package io.parvada.peer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProblemTest {

    private final JsonMapper json = ParvadaJson.mapper();

    @ParameterizedTest
    @CsvSource({
        "FILE_NOT_FOUND, 404",
        "PEER_NOT_FOUND, 404",
        "TRANSFER_NOT_FOUND, 404",
        "ROUTE_NOT_FOUND, 404",
        "INVALID_NAME, 400",
        "INVALID_REQUEST, 400",
        "METHOD_NOT_ALLOWED, 405",
        "UNSUPPORTED_MEDIA_TYPE, 415",
        "INVALID_RANGE, 416",
        "ALREADY_EXISTS, 409",
        "STALE_BASE, 409",
        "DIGEST_MISMATCH, 422",
        "CORRUPT_SOURCE, 502",
        "TOO_LARGE, 413",
        "STORAGE_FULL, 507",
        "UNAUTHENTICATED, 401",
        "FORBIDDEN, 403",
        "RATE_LIMITED, 429",
        "BUSY, 503",
        "PEER_UNREACHABLE, 502",
        "DEADLINE_EXCEEDED, 504",
        "CANCELLED, 409",
        "STORAGE_FAILURE, 500",
        "INTERNAL, 500"
    })
    void everyReasonHasTheStatusOfTheContract(Reason reason, int status) throws Exception {
        JsonNode problem = answer(new PeerException(reason, "a sentence"), status);

        assertThat(problem.get("reason").asString()).isEqualTo(reason.name());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"INTERNAL", "STORAGE_FAILURE"})
    void ourOwnFaultsKeepTheirDetailForTheLog(Reason reason) throws Exception {
        JsonNode problem = answer(new PeerException(reason, "/secret/path broke"), 500);

        assertThat(problem.toString()).doesNotContain("secret");
        assertThat(problem.get("incident").asString()).hasSize(36);
        assertThat(problem.get("detail").asString())
                .contains(problem.get("incident").asString());
    }

    @Test
    void whatNobodyForesawIsInternalAndWithheld() throws Exception {
        JsonNode problem = answer(new IllegalStateException("/secret/path"), 500);

        assertThat(problem.get("reason").asString()).isEqualTo("INTERNAL");
        assertThat(problem.toString()).doesNotContain("secret");
    }

    @Test
    void aReasonIsFoundUnderWhatWrapsIt() throws Exception {
        PeerException ours = new PeerException(Reason.STORAGE_FULL, "no space for 5 bytes");

        assertThat(answer(new CompletionException(new IOException(ours)), 507)
                        .get("detail")
                        .asString())
                .isEqualTo("no space for 5 bytes");
    }

    @Test
    void aFutureThatIsTooLateIsADeadlineExceeded() throws Exception {
        assertThat(answer(new AsyncRequestTimeoutException(), 504).get("reason").asString())
                .isEqualTo("DEADLINE_EXCEEDED");
    }

    @Test
    void retryAfterIsInWholeSecondsAndNeverZero() throws Exception {
        MockHttpServletResponse response =
                map(PeerException.retryAfter(Reason.BUSY, "hashing, 3 of 10", Duration.ofMillis(1200)));
        assertThat(response.getHeader("Retry-After")).isEqualTo("2");

        response = map(PeerException.retryAfter(Reason.RATE_LIMITED, "slow down", Duration.ZERO));
        assertThat(response.getHeader("Retry-After")).isEqualTo("1");
    }

    @Test
    void textOfOthersIsPrintableInTheLog() {
        assertThat(Printable.of("a\u001b[2J\r\nb\u202e")).isEqualTo("a?[2J??b?");
        assertThat(Printable.of("x".repeat(1000))).hasSize(303);
        assertThat(Printable.of(null)).isEmpty();
    }

    private JsonNode answer(Exception failure, int status) throws Exception {
        MockHttpServletResponse response = map(failure);
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(response.getContentType()).isEqualTo(Problem.MEDIA_TYPE);
        return json.readTree(response.getContentAsByteArray());
    }

    private MockHttpServletResponse map(Exception failure) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        new ProblemMapping(json).onFailure(failure, new MockHttpServletRequest(), response);
        return response;
    }
}
