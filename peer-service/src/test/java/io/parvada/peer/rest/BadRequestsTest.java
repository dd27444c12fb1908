package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input gets a 4xx and a problem: never a 5xx, never HTML, whoever finds it. */
class BadRequestsTest {

    @TempDir
    static Path home;

    private static RunningPeer peer;

    @BeforeAll
    static void start() throws IOException {
        peer = RunningPeer.start(home, "bad");
    }

    @AfterAll
    static void stop() {
        peer.close();
    }

    static Stream<String> notHttp() {
        return Stream.of(
                "FOO\r\n\r\n",
                "GET\r\n\r\n",
                "GET /status\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /sta<tus HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /files/\\x HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /status HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "GET /status HTTP/1.1\r\n\r\n",
                "GET /status HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /status HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n",
                "GET /status HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(40_000) + "\r\n\r\n",
                "GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PUT /files/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: foo\r\n\r\n",
                "PUT /files/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "PUT /files/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "PUT /files/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "PUT /files/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n");
    }

    @ParameterizedTest
    @MethodSource("notHttp")
    void whatIsNotHttpIsAnInvalidRequest(String bytes) throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.send(bytes.getBytes(StandardCharsets.ISO_8859_1));
            Expected.problem(http.answer(false), Reason.INVALID_REQUEST);
        }
        assertThat(peer.share().resolve("x")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /nowhere, ROUTE_NOT_FOUND",
        "GET /, ROUTE_NOT_FOUND",
        "GET //files, ROUTE_NOT_FOUND",
        "GET /error, ROUTE_NOT_FOUND",
        "GET /actuator/env, ROUTE_NOT_FOUND",
        "GET /downloads?limit=ten, INVALID_REQUEST",
        "DELETE /status, METHOD_NOT_ALLOWED",
        "POST /files/x, METHOD_NOT_ALLOWED",
        "PATCH /files/x, METHOD_NOT_ALLOWED",
        "PUT /peers, METHOD_NOT_ALLOWED",
        "TRACE /status, METHOD_NOT_ALLOWED",
        "FOO /status, METHOD_NOT_ALLOWED",
        "GET /search, INVALID_REQUEST",
        "GET /summary/neighbours?for=me, INVALID_REQUEST",
        "GET /summary/neighbours?held=new, INVALID_REQUEST",
        "GET /search?query=, INVALID_REQUEST",
        "GET /search?query=x&root=y, INVALID_REQUEST",
        "GET /search?root=abc, INVALID_REQUEST",
        "GET /search?query=x&ttl=many, INVALID_REQUEST",
        "GET /search?query=x&fanout=1.5, INVALID_REQUEST",
        "GET /search?query=x&limit=, INVALID_REQUEST",
        "GET /search?query=x&timeout=soon, INVALID_REQUEST",
        "GET /search?query=x&timeout=-1, INVALID_REQUEST",
        "GET /search?query=x&explain=maybe, INVALID_REQUEST",
        "GET /locate, INVALID_REQUEST",
        "GET /locate?root=12, INVALID_REQUEST",
        "GET /files?limit=ten, INVALID_REQUEST",
        "GET /files?query=, INVALID_REQUEST",
        "GET /files?after=%25garbage, INVALID_REQUEST",
        "GET /echo/download, INVALID_REQUEST",
        "GET /echo/download?bytes=-1, INVALID_REQUEST",
        "GET /echo/download?bytes=x, INVALID_REQUEST",
        "GET /echo/download?bytes=, INVALID_REQUEST",
        "GET /echo/download?bytes=999999999999999999, TOO_LARGE",
        "GET /files/nothing.txt, FILE_NOT_FOUND",
        "DELETE /files/nothing.txt, FILE_NOT_FOUND",
        "DELETE /peers/abc, INVALID_REQUEST",
        "DELETE /peers/aaaaaaaaaaaaaaaaaaaaaaaaaa, PEER_NOT_FOUND"
    })
    void aWrongCallHasItsReason(String call, Reason reason) throws IOException {
        Expected.problem(RawHttp.ask(peer.restPort(), call + " HTTP/1.1"), reason);
    }

    static Stream<Arguments> bodies() {
        String deep = "[".repeat(10_000);
        return Stream.of(
                Arguments.of("/probe", "{}", Reason.INVALID_REQUEST),
                Arguments.of("/probe", "{\"id\":\"http://127.0.0.1:1\"}", Reason.INVALID_REQUEST),
                Arguments.of("/register", "", Reason.INVALID_REQUEST),
                Arguments.of("/register", "{", Reason.INVALID_REQUEST),
                Arguments.of("/register", "null", Reason.INVALID_REQUEST),
                Arguments.of("/register", "[]", Reason.INVALID_REQUEST),
                Arguments.of("/register", "{}", Reason.INVALID_REQUEST),
                Arguments.of("/register", deep, Reason.INVALID_REQUEST),
                Arguments.of("/register", "{\"a\":" + deep, Reason.INVALID_REQUEST),
                Arguments.of("/register", "{\"peer\":1}", Reason.INVALID_REQUEST),
                Arguments.of("/register", "{\"peer\":{\"id\":\"x\"},\"protocol\":1}", Reason.INVALID_REQUEST),
                Arguments.of("/register", "{\"a\":\"" + "x".repeat(300_000) + "\"}", Reason.TOO_LARGE),
                Arguments.of("/peers", "{\"url\":\"ftp://x\"}", Reason.INVALID_REQUEST),
                Arguments.of("/peers", "{\"url\":7}", Reason.INVALID_REQUEST),
                Arguments.of("/peers", "{\"name\":\"x\"}", Reason.INVALID_REQUEST),
                Arguments.of("/peers", "{\"url\":\"http://localhost:1\",\"url\":\"x\"}", Reason.INVALID_REQUEST),
                Arguments.of("/search", "{}", Reason.INVALID_REQUEST),
                Arguments.of("/search", query("\"ttl\":\"3\""), Reason.INVALID_REQUEST),
                Arguments.of("/search", query("\"ttl\":99999999999"), Reason.INVALID_REQUEST),
                Arguments.of("/search", query("\"ttl\":null"), Reason.INVALID_REQUEST),
                Arguments.of("/search", query("\"ttl\":1,\"asked\":[null]"), Reason.INVALID_REQUEST),
                Arguments.of("/search", "{\"a\":\"" + "x".repeat(66_000) + "\"}", Reason.TOO_LARGE),
                Arguments.of("/search", "\uD800\u0000", Reason.INVALID_REQUEST));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aWrongBodyHasItsReason(String path, String body, Reason reason) throws IOException {
        Expected.problem(post(path, body, "Content-Type: application/json"), reason);
    }

    @Test
    void aBodyWithoutALengthIsBoundedToo() throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.head("POST /search HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked");
            byte[] spaces = " ".repeat(70_000).getBytes(StandardCharsets.US_ASCII);
            http.send((Integer.toHexString(spaces.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            http.send(spaces).send("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Expected.problem(http.answer(false), Reason.TOO_LARGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/register", "/peers", "/search"})
    void anotherContentTypeIsUnsupported(String path) throws IOException {
        Expected.problem(post(path, "{}", "Content-Type: text/plain"), Reason.UNSUPPORTED_MEDIA_TYPE);
        Expected.problem(post(path, "{}", "Content-Type: nonsense"), Reason.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void anAcceptThatRulesJsonOutIsAnInvalidRequest() throws IOException {
        Expected.problem(
                RawHttp.ask(peer.restPort(), "GET /status HTTP/1.1", "Accept: text/html"), Reason.INVALID_REQUEST);
        Expected.problem(
                RawHttp.ask(peer.restPort(), "GET /nowhere HTTP/1.1", "Accept: text/html"), Reason.ROUTE_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost:1",
                "Origin: http://localhost.evil.example",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void writesOfOtherSitesPagesAreRefused(String header) throws IOException {
        Files.writeString(peer.share().resolve("kept.txt"), "kept");
        int port = peer.restPort();

        Expected.problem(
                RawHttp.ask(port, "PUT /files/new.txt HTTP/1.1", header, "Content-Length: 0"), Reason.FORBIDDEN);
        Expected.problem(RawHttp.ask(port, "DELETE /files/kept.txt HTTP/1.1", header), Reason.FORBIDDEN);
        Expected.problem(RawHttp.ask(port, "POST /bootstrap HTTP/1.1", header), Reason.FORBIDDEN);
        Expected.problem(
                RawHttp.ask(port, "OPTIONS /files/x HTTP/1.1", header, "Access-Control-Request-Method: PUT"),
                Reason.FORBIDDEN);
        assertThat(peer.share().resolve("new.txt")).doesNotExist();
        assertThat(peer.share().resolve("kept.txt")).exists();
    }

    @Test
    void aNameReboundToThisPeerIsRefusedThoughOriginAndHostAgree() throws IOException {
        String[] rebound = {"Host: evil.example:" + peer.restPort(), "Origin: http://evil.example:" + peer.restPort()};

        Expected.problem(RawHttp.ask(peer.restPort(), "POST /echo/upload HTTP/1.1", rebound), Reason.FORBIDDEN);
    }

    @Test
    void thisPeersOwnPageMayWrite() throws IOException {
        String origin = "Origin: http://localhost:" + peer.restPort();

        assertThat(RawHttp.ask(peer.restPort(), "POST /echo/upload HTTP/1.1", origin, "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aWrongTokenIsUnauthenticated() throws IOException {
        RawHttp.Answer answer =
                RawHttp.ask(peer.restPort(), "DELETE /files/nothing.txt HTTP/1.1", "Authorization: Bearer wrong");

        Expected.problem(answer, Reason.UNAUTHENTICATED);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void whoAddsAnAddressWhereNobodyAnswersIsTold() throws IOException {
        Expected.problem(
                post("/peers", "{\"url\":\"http://localhost:1\"}", "Content-Type: application/json"),
                Reason.PEER_UNREACHABLE);
    }

    private static String query(String rest) {
        return "{\"id\":\"0190d0a0-0000-7000-8000-000000000000\",\"origin_id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaa\","
                + "\"query\":\"x\",\"fanout\":1,\"limit\":1,\"deadline_ms\":1000," + rest + "}";
    }

    private static RawHttp.Answer post(String path, String body, String... headers) throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String[] all = Stream.concat(Stream.of(headers), Stream.of("Content-Length: " + bytes.length))
                    .toArray(String[]::new);
            return http.head("POST " + path + " HTTP/1.1", all).send(bytes).answer(false);
        }
    }
}
