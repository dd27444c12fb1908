package io.parvada.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.parvada.cli.peer.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A peer of the contract on loopback, for the client's tests: canned REST answers, real file bytes over HTTP and gRPC, and
 * the faults that a test asks for. Real peers are asked by the system tests.
 */
final class TestPeer implements AutoCloseable {

    /** Answers one path. */
    interface Route {
        void answer(HttpExchange exchange) throws IOException;
    }

    final String id;
    final String name;
    final TestFiles files;
    final List<String> requests = new CopyOnWriteArrayList<>();
    private final String scheme;
    private final Map<String, Route> routes = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer http;
    private final Server grpc;

    TestPeer(String name) {
        this(name, name + "-id");
    }

    TestPeer(String name, String id) {
        this(name, id, null);
    }

    /** @param tls what both ports speak, or null */
    TestPeer(String name, String id, TestTls tls) {
        this.scheme = tls == null ? "http" : "https";
        this.name = name;
        this.id = id;
        this.files = new TestFiles();
        try {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            http = tls == null ? HttpServer.create(any, 0) : tls.server(any);
            http.setExecutor(threads);
            http.createContext("/", this::route);
            http.start();
            NettyServerBuilder server = NettyServerBuilder.forAddress(any);
            if (tls != null) {
                server.useTransportSecurity(
                        tls.certificate().toFile(), tls.key().toFile());
            }
            grpc = server.addService(files)
                    .intercept(new TestFiles.IdHeader(id, files.tokens))
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        json("/status", () -> Json.object().set("peer", describe()).toString());
        on("/files/", new TestHttpFiles(files)::answer);
    }

    /** Runs the client against this peer. */
    Cli.Said asked(String... arguments) {
        return asked(Map.of(), arguments);
    }

    Cli.Said asked(Map<String, String> environment, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--port", String.valueOf(port())));
        all.addAll(List.of(arguments));
        return Cli.run(environment, new io.parvada.cli.session.Interrupts(), all.toArray(String[]::new));
    }

    int port() {
        return http.getAddress().getPort();
    }

    String url() {
        return scheme + "://localhost:" + port();
    }

    String grpcAddress() {
        return "localhost:" + grpc.getPort();
    }

    ObjectNode describe() {
        return describe(grpcAddress());
    }

    /** As {@code {id,name,url,grpc,addresses}}, the first gRPC address the main one. */
    ObjectNode describe(String... grpcAddresses) {
        ObjectNode peer =
                Json.object().put("id", id).put("name", name).put("url", url()).put("grpc", grpcAddresses[0]);
        ArrayNode further = peer.putArray("addresses");
        for (int i = 1; i < grpcAddresses.length; i++) {
            further.addObject().put("url", url()).put("grpc", grpcAddresses[i]);
        }
        return peer;
    }

    /** One source of a locate answer. */
    ObjectNode source(String fileName, SharedBytes bytes) {
        return source(fileName, bytes, describe());
    }

    ObjectNode source(String fileName, SharedBytes bytes, ObjectNode described) {
        ObjectNode source = Json.object();
        source.set("peer", described);
        return source.put("name", fileName)
                .put("size", bytes.size())
                .put("root", bytes.root())
                .put("download_url", url() + "/files/" + fileName);
    }

    void locates(boolean complete, ObjectNode... sources) {
        ObjectNode answer = Json.object().put("found", sources.length > 0).put("complete", complete);
        answer.putArray("sources").addAll(List.of(sources));
        ArrayNode unreachable = answer.putArray("unreachable");
        if (!complete) {
            unreachable
                    .addObject()
                    .put("name", "peer9")
                    .put("url", "http://peer9:8001")
                    .put("reason", "PEER_UNREACHABLE");
        }
        json("/locate", answer::toString);
    }

    void on(String path, Route route) {
        routes.put(path, route);
    }

    void json(String path, java.util.function.Supplier<String> body) {
        on(path, exchange -> send(exchange, 200, "application/json", body.get()));
    }

    void problem(String path, int status, String reason, String detail) {
        String body = Json.object()
                .put("status", status)
                .put("reason", reason)
                .put("detail", detail)
                .toString();
        on(path, exchange -> send(exchange, status, "application/problem+json", body));
    }

    static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        http.stop(0);
        grpc.shutdownNow();
        threads.shutdownNow();
    }

    private void route(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            Route exact = routes.get(path);
            if (exact != null) {
                exact.answer(exchange);
            } else if (path.startsWith("/files/")) {
                routes.get("/files/").answer(exchange);
            } else {
                send(exchange, 404, "application/problem+json", "{\"reason\":\"ROUTE_NOT_FOUND\",\"detail\":\"no\"}");
            }
        }
    }
}
