package io.parvada.cli;

import com.sun.net.httpserver.HttpExchange;
import io.parvada.cli.peer.Json;
import java.io.IOException;
import java.util.Base64;

/** The bytes of a test peer's files over HTTP: GET and HEAD with Range and If-Range, PUT with Repr-Digest. */
final class TestHttpFiles {

    private final TestFiles files;
    static final String RANGE = "Range";

    TestHttpFiles(TestFiles files) {
        this.files = files;
    }

    void answer(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("HEAD") && files.busyFor.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            exchange.getRequestBody().readAllBytes();
            TestPeer.send(exchange, 503, "application/problem+json", """
                    { "status": 503, "reason": "BUSY", "retry_after_seconds": 1, "position": 2,
                      "detail": "number 2 in line" }""");
            return;
        }
        String name = exchange.getRequestURI().getPath().substring("/files/".length());
        switch (exchange.getRequestMethod()) {
            case "PUT" -> put(exchange, name);
            default -> get(exchange, name);
        }
    }

    private void get(HttpExchange exchange, String name) throws IOException {
        SharedBytes file = files.shared.get(name);
        if (file == null) {
            TestPeer.send(exchange, 404, "application/problem+json", "");
            return;
        }
        String etag = "\"" + file.root() + "\"";
        String range = exchange.getRequestHeaders().getFirst(RANGE);
        boolean partial =
                range != null && etag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
        int offset = partial ? Integer.parseInt(range.substring("bytes=".length(), range.length() - 1)) : 0;
        int length = (int) file.size() - offset;
        exchange.getResponseHeaders().set("ETag", etag);
        if (partial) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + offset + "-" + (file.size() - 1) + "/" + file.size());
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(partial ? 206 : 200, head || length == 0 ? -1 : length);
        if (!head) {
            byte[] served = files.served(file);
            int until = Math.min(served.length, files.breaksAfter.getAndSet(Integer.MAX_VALUE));
            exchange.getResponseBody().write(served, offset, Math.max(0, until - offset));
        }
    }

    private void put(HttpExchange exchange, String name) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        SharedBytes file = SharedBytes.of(body);
        String digest = "sha-256=:"
                + Base64.getEncoder().encodeToString(file.hashed().sha256().toBytes()) + ":";
        boolean proven = digest.equals(exchange.getRequestHeaders().getFirst("Repr-Digest"));
        if (proven) {
            files.shared.put(name, file);
        }
        TestPeer.send(
                exchange,
                proven ? 201 : 422,
                "application/json",
                Json.object().put("name", name).toString());
    }
}
