package io.parvada.peer.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.proof.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A peer of few words on a free loopback port: proves who it is, says of itself what it is told to, and remembers what it
 * was asked.
 */
final class FakePeer implements AutoCloseable {

    @FunctionalInterface
    interface Route {
        void answer(HttpExchange exchange) throws IOException;
    }

    final TestIdentity identity;
    final PeerId id;
    final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    FakePeer() {
        this(new TestIdentity());
    }

    FakePeer(TestIdentity identity) {
        this.identity = identity;
        this.id = identity.id();
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        on(
                "/identity",
                exchange -> json(exchange, 200, proof(exchange.getRequestBody().readAllBytes())));
        on("/status", exchange -> json(exchange, 200, "{\"peer\":" + self() + ",\"files\":{\"count\":7}}"));
        server.start();
    }

    FakePeer on(String path, Route route) {
        try {
            server.removeContext(path);
        } catch (IllegalArgumentException none) {
            // the first route of this path
        }
        server.createContext(path, exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            route.answer(exchange);
        });
        return this;
    }

    void json(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Parvada-Peer-Id", id.value());
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** On the name localhost, as peers advertise themselves. */
    PeerUrl url() {
        return PeerUrl.parse("http://localhost:" + port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** What it answers to the body of POST /identity. */
    String proof(byte[] challenge) {
        return identity.answer(challenge, home());
    }

    List<Endpoint> home() {
        return List.of(TestIdentity.at(url().toString(), "localhost:1"));
    }

    String self() {
        return "{\"id\":\"" + id + "\",\"name\":\"fake\",\"url\":\"" + url() + "\",\"grpc\":\"localhost:1\"}";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
