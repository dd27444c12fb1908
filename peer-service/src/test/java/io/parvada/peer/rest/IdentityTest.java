package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.Machine;
import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.peer.http.ParvadaJson;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.proof.Challenge;
import io.parvada.peer.proof.Proof;
import io.parvada.peer.proof.Proven;
import io.parvada.peer.proof.Statement;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Two real peers prove themselves to each other, and to nobody's profit to a third. */
class IdentityTest {

    private static final String ASKER = "a".repeat(26);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path home;

    private static RunningPeer one;
    private static RunningPeer two;

    /** What came to a server that is no peer. */
    private static final List<String> ASKED = new CopyOnWriteArrayList<>();

    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static HttpServer stranger;

    @BeforeAll
    static void start() throws IOException {
        one = RunningPeer.start(home.resolve("one"), "one");
        two = RunningPeer.start(home.resolve("two"), "two", "peer.friend_primary=" + one.url());
        stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stranger.setExecutor(THREADS);
        stranger.createContext("/", exchange -> {
            ASKED.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] passedOn = exchange.getRequestURI().getPath().equals("/identity")
                    ? proofOf(two, exchange.getRequestBody().readAllBytes())
                    : new byte[0];
            exchange.getResponseHeaders().set("Parvada-Peer-Id", id(two));
            exchange.sendResponseHeaders(200, passedOn.length == 0 ? -1 : passedOn.length);
            exchange.getResponseBody().write(passedOn);
            exchange.close();
        });
        stranger.start();
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        json(one, "/peers").at("/peers/0/state").asString("").equals("alive"));
    }

    @AfterAll
    static void stop() {
        stranger.stop(0);
        THREADS.shutdownNow();
        two.close();
        one.close();
    }

    @Test
    void aPeerSignsWhoItIsAndWhereItLives() throws IOException {
        Challenge challenge = Challenge.by(new PeerId(ASKER), new SecureRandom());

        RawHttp.Answer answer = post(one, "/identity", ParvadaJson.mapper().writeValueAsString(challenge), null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(ParvadaJson.mapper().readTree(answer.body()).propertyNames())
                .containsExactly("id", "key", "addresses", "signature");
        Proof proof =
                ParvadaJson.mapper().readValue(answer.body(), Statement.class).proves(challenge);
        assertThat(proof.id()).hasToString(id(one));
        assertThat(proof.addresses()).hasSize(1).allSatisfy(address -> {
            assertThat(address.url()).hasToString(one.url());
            assertThat(address.grpc()).hasToString(one.grpc());
        });
    }

    @Test
    void theKeyOfANeighbourIsKnown() throws IOException {
        PeerId id = new PeerId(id(two));

        assertThat(one.bean(Proven.class).keyOf(id))
                .hasValueSatisfying(key -> assertThat(key.id()).isEqualTo(id));
    }

    static Stream<String> noChallenges() {
        String nonce = Base64.getEncoder().encodeToString(new byte[32]);
        return Stream.of(
                "{}",
                "null",
                "{\"asker\":\"" + ASKER + "\"}",
                "{\"nonce\":\"" + nonce + "\"}",
                "{\"nonce\":\"" + nonce + "\",\"asker\":\"me\"}",
                "{\"nonce\":\"AAAA\",\"asker\":\"" + ASKER + "\"}",
                "{\"nonce\":\"*\",\"asker\":\"" + ASKER + "\"}",
                "{\"nonce\":7,\"asker\":\"" + ASKER + "\"}");
    }

    @ParameterizedTest
    @MethodSource("noChallenges")
    void whatIsNoChallengeIsNotSigned(String body) throws IOException {
        Expected.problem(post(one, "/identity", body, null), Reason.INVALID_REQUEST);
    }

    @Test
    void aChallengeIsSmall() throws IOException {
        Expected.problem(post(one, "/identity", "{\"nonce\":\"" + "A".repeat(2_000) + "\"}", null), Reason.TOO_LARGE);
    }

    @Test
    void whoeverAsksForTooManySignaturesIsToldWhenToAskAgain() throws Exception {
        InetAddress elsewhere = Machine.notLoopback();
        String body = ParvadaJson.mapper().writeValueAsString(Challenge.by(new PeerId(ASKER), new SecureRandom()));
        ConcurrentLinkedQueue<RawHttp.Answer> refused = new ConcurrentLinkedQueue<>();
        AtomicInteger signed = new AtomicInteger();
        List<Callable<Void>> callers = Collections.nCopies(8, () -> {
            for (int i = 0; i < 1_000 && refused.isEmpty(); i++) {
                RawHttp.Answer answer = post(one, "/identity", body, elsewhere);
                if (answer.status() == 200) {
                    signed.incrementAndGet();
                } else {
                    refused.add(answer);
                }
            }
            return null;
        });
        for (Future<Void> each : THREADS.invokeAll(callers)) {
            each.get();
        }
        Expected.problem(refused.peek(), Reason.RATE_LIMITED);
        assertThat(refused.peek().header("Retry-After")).isEqualTo("1");
        assertThat(signed.get()).isGreaterThanOrEqualTo(50);
        assertThat(post(one, "/identity", body, null).status()).isEqualTo(200);
    }

    /** The stranger passes the question on to two, and its answer back: one believes two, but not that it lives there. */
    @Test
    void aServerThatPassesAnothersProofOnGetsTheQuestionAndNothingElse() throws IOException {
        String there = "http://localhost:" + stranger.getAddress().getPort();
        ASKED.clear();
        String introduction = "{\"peer\":{\"id\":\"" + id(two) + "\",\"name\":\"two\",\"url\":\"" + there
                + "\",\"grpc\":\"" + two.grpc() + "\"},\"protocol\":1}";

        RawHttp.Answer registered = post(one, "/register", introduction, null);
        RawHttp.Answer added = post(one, "/peers", "{\"url\":\"" + there + "\"}", null);

        JsonNode reached = ParvadaJson.mapper().readTree(registered.body()).get("reached");
        assertThat(reached.get("rest").asString()).isEqualTo("not_advertised");
        assertThat(reached.get("reason").asString()).contains(there, "also_at");
        assertThat(added.status()).as(added.text()).isEqualTo(200);
        assertThat(ParvadaJson.mapper().readTree(added.body()).get("url").asString())
                .isEqualTo(two.url());
        assertThat(ASKED).containsOnly("POST /identity");
        System.out.printf("a server that passed on the proof of another got %s and nothing else%n", ASKED);
    }

    @Test
    void reflectionTellsOfTheService() throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", one.grpcPort())
                .usePlaintext()
                .build();
        CompletableFuture<List<String>> services = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> asking = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse told) {
                        services.complete(told.getListServicesResponse().getServiceList().stream()
                                .map(each -> each.getName())
                                .toList());
                    }

                    @Override
                    public void onError(Throwable failure) {
                        services.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        asking.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
        assertThat(services.get()).contains("parvada.v1.Identity", "parvada.v1.FileTransfer");
        asking.onCompleted();
        channel.shutdownNow();
    }

    private static byte[] proofOf(RunningPeer peer, byte[] challenge) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(peer.url() + "/identity"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(challenge))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String id(RunningPeer peer) throws IOException {
        return json(peer, "/status").at("/peer/id").asString();
    }

    private static JsonNode json(RunningPeer peer, String path) throws IOException {
        return ParvadaJson.mapper()
                .readTree(RawHttp.ask(peer.restPort(), "GET " + path + " HTTP/1.1")
                        .body());
    }

    private static RawHttp.Answer post(RunningPeer peer, String path, String body, InetAddress from)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (RawHttp http = from == null ? new RawHttp(peer.restPort()) : new RawHttp(peer.restPort(), from)) {
            return http.head(
                            "POST " + path + " HTTP/1.1",
                            "Content-Type: application/json",
                            "Content-Length: " + bytes.length)
                    .send(bytes)
                    .answer(false);
        }
    }
}
