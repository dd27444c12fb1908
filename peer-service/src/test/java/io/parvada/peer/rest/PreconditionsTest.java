package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** RFC 9110, section 13: a request whose condition does not hold changes nothing and gets 412. */
class PreconditionsTest {

    private static final String PATH = "/files/notes.txt";
    private static final String EARLY = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String LATE = "Sun, 06 Nov 2094 08:49:37 GMT";

    @TempDir
    static Path home;

    private static RunningPeer peer;

    private String etag;

    @BeforeAll
    static void start() {
        peer = RunningPeer.start(home, "conditions");
    }

    @AfterAll
    static void stop() {
        peer.close();
    }

    @BeforeEach
    void store() throws IOException {
        RawHttp.Answer stored = ask("PUT " + PATH + "?overwrite=true", "first");
        etag = '"' + JsonMapper.shared().readTree(stored.body()).get("root").asString() + '"';
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE"})
    void whatIsNoLongerTheContentThatTheCallerMeansIsLeftAlone(String method) throws IOException {
        String call = method + " " + PATH + (method.equals("PUT") ? "?overwrite=true" : "");
        for (String condition : new String[] {
            "If-Match: \"other\"", "If-Match: W/" + etag, "If-Unmodified-Since: " + EARLY,
        }) {
            RawHttp.Answer answer = ask(call, "other", condition);
            assertThat(answer.status()).as(condition).isEqualTo(412);
            if (!method.equals("HEAD")) {
                isStale(answer);
            }
        }
        assertThat(ask("GET " + PATH, null).text()).isEqualTo("first");
    }

    @Test
    void aConditionThatHoldsIsNoHindrance() throws IOException {
        assertThat(ask("GET " + PATH, null, "If-Match: \"x\", " + etag).status())
                .isEqualTo(200);
        assertThat(ask("GET " + PATH, null, "If-Match: *").status()).isEqualTo(200);
        assertThat(ask("GET " + PATH, null, "If-Unmodified-Since: " + LATE).status())
                .isEqualTo(200);
        assertThat(ask("GET " + PATH, null, "If-Unmodified-Since: yesterday").status())
                .isEqualTo(200);
        // RFC 9110, 13.2.2: the tag is asked for, and the date beside it not looked at.
        assertThat(ask("GET " + PATH, null, "If-Match: " + etag, "If-Unmodified-Since: " + EARLY)
                        .status())
                .isEqualTo(200);
        assertThat(ask("PUT " + PATH + "?overwrite=true", "second", "If-Match: " + etag)
                        .status())
                .isEqualTo(200);
        assertThat(ask("DELETE " + PATH, null, "If-Match: *").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?overwrite=true"})
    void aPutThatMustBeTheFirstIsRefusedWhereAFileStands(String query) throws IOException {
        isStale(ask("PUT " + PATH + query, "other", "If-None-Match: *"));
        isStale(ask("PUT " + PATH + query, "other", "If-None-Match: W/" + etag));
        assertThat(ask("GET " + PATH, null).text()).isEqualTo("first");

        assertThat(ask("DELETE " + PATH, null).status()).isEqualTo(204);
        assertThat(ask("PUT " + PATH + query, "other", "If-None-Match: *").status())
                .isEqualTo(201);
    }

    @Test
    void aPutThatMustReplaceIsRefusedWhereNothingStandsAndWhatIsNotThereIsNotFound() throws IOException {
        isStale(ask("PUT /files/nothing.txt", "other", "If-Match: *"));
        assertThat(peer.share().resolve("nothing.txt")).doesNotExist();
        Expected.problem(ask("GET /files/nothing.txt", null, "If-Match: *"), Reason.FILE_NOT_FOUND);
        Expected.problem(ask("DELETE /files/nothing.txt", null, "If-Match: *"), Reason.FILE_NOT_FOUND);
    }

    private static void isStale(RawHttp.Answer answer) {
        Expected.problem(answer, Reason.STALE_BASE, 412);
    }

    private static RawHttp.Answer ask(String call, String body, String... headers) throws IOException {
        if (body == null || !call.startsWith("PUT")) {
            return RawHttp.ask(peer.restPort(), call + " HTTP/1.1", headers);
        }
        try (RawHttp http = new RawHttp(peer.restPort())) {
            String[] all = Stream.concat(Stream.of(headers), Stream.of("Content-Length: " + body.length()))
                    .toArray(String[]::new);
            return http.head(call + " HTTP/1.1", all)
                    .send(body.getBytes(StandardCharsets.US_ASCII))
                    .answer(false);
        }
    }
}
