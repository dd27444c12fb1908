package io.parvada.peer.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.membership.ProbeAnswer;
import io.parvada.peer.membership.Registration;
import io.parvada.peer.proof.TestIdentity;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpMembershipTest {

    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(400);

    private final Wires wires = new Wires(true, Wires.NOBODY);
    private final FakePeer peer = new FakePeer();
    private final HealthStatusManager health = new HealthStatusManager();
    private Server grpc;

    @AfterEach
    void stop() {
        if (grpc != null) {
            grpc.shutdownNow();
        }
        peer.close();
        wires.close();
    }

    @Test
    void aPeerBehindBothPortsIsReached() throws IOException {
        serve(peer.id.value());

        ProbeAnswer answer = probe(grpc.getPort(), PATIENT);

        assertThat(answer.reached().both()).isTrue();
        assertThat(answer.serving()).isTrue();
        assertThat(answer.peer().id()).isEqualTo(peer.id);
        assertThat(answer.files()).isEqualTo(7);
    }

    @Test
    void aPeerThatStopsSaysSoOnGrpc() throws IOException {
        serve(peer.id.value());
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);

        ProbeAnswer answer = probe(grpc.getPort(), PATIENT);

        assertThat(answer.serving()).isFalse();
        assertThat(answer.reached().grpc()).isEqualTo(PortReach.NOT_SERVING);
    }

    @Test
    void aClosedGrpcPortIsNamedWithWhatMendsIt() {
        ProbeAnswer answer = probe(Wires.closedPort(), PATIENT);

        assertThat(answer.reached().rest()).isEqualTo(PortReach.OK);
        assertThat(answer.reached().grpc()).isEqualTo(PortReach.REFUSED);
        assertThat(answer.reached().reason()).contains("gRPC", "refuse");
    }

    @Test
    void aGrpcPortThatComesUpIsFoundByTheNextProbe() throws IOException {
        int port = Wires.closedPort();
        probe(port, PATIENT);
        serve(peer.id.value(), port);

        assertThat(probe(port, PATIENT).reached().both()).isTrue();
    }

    @Test
    void aFrozenGrpcPortTimesOut() throws IOException {
        // The kernel accepts, and nobody ever reads: as after SIGSTOP.
        try (ServerSocket frozen = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            assertThat(probe(frozen.getLocalPort(), SHORT).reached().grpc()).isEqualTo(PortReach.TIMED_OUT);
        }
    }

    @Test
    void aCheckIsNotCutByAnotherOfTheSamePortThatEndsBefore() throws IOException {
        try (ServerSocket frozen = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Endpoint there = new Endpoint(peer.url(), new HostPort("localhost", frozen.getLocalPort()));
            HttpMembership membership = wires.membership();
            CompletableFuture<ProbeAnswer> longer = membership.probe(there, SHORT.multipliedBy(3));
            CompletableFuture<ProbeAnswer> shorter = membership.probe(there, SHORT);

            assertThat(shorter.join().reached().grpc()).isEqualTo(PortReach.TIMED_OUT);
            assertThat(longer.join().reached().grpc()).isEqualTo(PortReach.TIMED_OUT);
        }
    }

    @Test
    void anotherPeerOnTheGrpcPortIsAWrongId() throws IOException {
        TestIdentity another = new TestIdentity();
        serve(another, another.id().value(), 0);

        assertThat(probe(grpc.getPort(), PATIENT).reached().grpc()).isEqualTo(PortReach.WRONG_ID);
    }

    @Test
    void aHealthCheckWithoutAnIdOrUnderAnotherOneIsNotThePeersOwn() throws IOException {
        serve(null);
        assertThat(probe(grpc.getPort(), PATIENT).reached().grpc()).isEqualTo(PortReach.NOT_A_PEER);
        grpc.shutdownNow();

        serve("b".repeat(26));
        assertThat(probe(grpc.getPort(), PATIENT).reached().grpc()).isEqualTo(PortReach.WRONG_ID);
    }

    @Test
    void aGrpcServerThatKnowsNoProofIsNoPeerAndIsAskedForNothingElse() throws IOException {
        List<String> called = new CopyOnWriteArrayList<>();
        grpc = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0))
                .addService(health.getHealthService())
                .fallbackHandlerRegistry(new NamesOnly(called))
                .build()
                .start();

        assertThat(probe(grpc.getPort(), PATIENT).reached().grpc()).isEqualTo(PortReach.NOT_A_PEER);
        assertThat(called).containsExactly("parvada.v1.Identity/Prove");
    }

    @Test
    void aGrpcProofThatBelongsElsewhereIsNotTaken() throws IOException {
        grpc = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0))
                .addService(health.getHealthService())
                .addService(peer.identity.service(
                        () -> List.of(TestIdentity.at(peer.url().toString(), "honest.example:50051"))))
                .intercept(new Naming(peer.id.value()))
                .build()
                .start();

        assertThat(probe(grpc.getPort(), PATIENT).reached().grpc()).isEqualTo(PortReach.NOT_ADVERTISED);
    }

    @Test
    void theRestPortAdvertisedAsGrpcIsNoPeer() {
        assertThat(probe(peer.port(), PATIENT).reached().grpc()).isEqualTo(PortReach.NOT_A_PEER);
    }

    @Test
    void aWitnessIsToldAnIdAndNothingElse() {
        List<String> bodies = new CopyOnWriteArrayList<>();
        peer.on("/probe", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            peer.json(exchange, 200, "{\"reached\":true,\"later\":1}");
        });

        boolean reached =
                wires.membership().probeFor(peer.url(), peer.id, PATIENT).join();

        assertThat(reached).isTrue();
        assertThat(bodies).containsExactly("{\"id\":\"" + peer.id + "\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"reached\":null}", "{\"reached\":\"yes\"}", "true"})
    void whatIsNoTestimonyIsNone(String answer) {
        peer.on("/probe", exchange -> peer.json(exchange, 200, answer));

        assertThatThrownBy(() -> wires.membership()
                        .probeFor(peer.url(), peer.id, PATIENT)
                        .join())
                .hasCauseInstanceOf(PeerException.class);
    }

    @Test
    void aWebServerIsNoPeer() throws IOException {
        serve(peer.id.value());
        peer.on("/status", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });

        ProbeAnswer answer = probe(grpc.getPort(), PATIENT);

        assertThat(answer.peer()).isNull();
        assertThat(answer.reached().rest()).isEqualTo(PortReach.NOT_A_PEER);
        assertThat(answer.reached().grpc()).isEqualTo(PortReach.OK);
    }

    @Test
    void whereOnlyRestIsKnownOnlyRestIsDialled() {
        ProbeAnswer answer = wires.membership()
                .probe(new Endpoint(peer.url(), null), PATIENT)
                .join();

        assertThat(answer.peer().id()).isEqualTo(peer.id);
        assertThat(answer.reached().rest()).isEqualTo(PortReach.OK);
    }

    @Test
    void aRegistrationTellsWhoAnswersAndHowTheCallerWasReached() {
        peer.on(
                "/register",
                exchange -> peer.json(
                        exchange,
                        200,
                        "{\"peer\":" + peer.self()
                                + ",\"peers\":[],\"reached\":{\"rest\":\"ok\",\"grpc\":\"refused\",\"reason\":\"x\"}}"));

        Registration answer =
                wires.membership().register(peer.url(), self(), false, PATIENT).join();

        assertThat(answer.peer().id()).isEqualTo(peer.id);
        assertThat(answer.reached().grpc()).isEqualTo(PortReach.REFUSED);
    }

    @Test
    void aRefusedRegistrationKeepsItsReason() {
        peer.on("/register", exchange -> peer.json(exchange, 403, "{\"reason\":\"FORBIDDEN\",\"detail\":\"no\"}"));

        Throwable failure = catchThrowable(() ->
                wires.membership().register(peer.url(), self(), false, PATIENT).join());

        assertThat(failure).isInstanceOf(CompletionException.class);
        assertThat(failure.getCause())
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    private ProbeAnswer probe(int grpcPort, Duration timeout) {
        Endpoint endpoint = new Endpoint(peer.url(), HostPort.parse("localhost:" + grpcPort));
        return wires.membership().probe(endpoint, timeout).join();
    }

    private Peer self() {
        return new Peer(peer.id, "self", peer.url(), HostPort.parse("localhost:1"), List.of());
    }

    private void serve(String id) throws IOException {
        serve(id, 0);
    }

    private void serve(String id, int port) throws IOException {
        serve(peer.identity, id, port);
    }

    private void serve(TestIdentity identity, String id, int port) throws IOException {
        grpc = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port))
                .addService(health.getHealthService())
                .addService(identity.service(
                        () -> List.of(TestIdentity.at(peer.url().toString(), "localhost:" + grpc.getPort()))))
                .intercept(new Naming(id))
                .build()
                .start();
    }

    /** Knows nothing; remembers what was asked for. */
    private static final class NamesOnly extends HandlerRegistry {
        private final List<String> called;

        NamesOnly(List<String> called) {
            this.called = called;
        }

        @Override
        public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
            called.add(name);
            return null;
        }
    }

    private record Naming(String id) implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata request, ServerCallHandler<Q, A> next) {
            return next.startCall(
                    new SimpleForwardingServerCall<>(call) {
                        @Override
                        public void sendHeaders(Metadata headers) {
                            if (id != null) {
                                headers.put(
                                        Metadata.Key.of(PeerChannel.PEER_ID_HEADER, Metadata.ASCII_STRING_MARSHALLER),
                                        id);
                            }
                            super.sendHeaders(headers);
                        }
                    },
                    request);
        }
    }
}
