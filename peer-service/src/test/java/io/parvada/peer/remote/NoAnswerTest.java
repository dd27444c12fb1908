package io.parvada.peer.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.peer.grpc.TestServer;
import io.parvada.peer.http.ParvadaJson;
import io.parvada.proto.v1.FileTransferGrpc.FileTransferImplBase;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the REST of a running peer says of others that refuse, are silent, or stop answering. */
class NoAnswerTest {

    @TempDir
    static Path home;

    private static ServerSocket silent;
    private static int refusing;
    private static RunningPeer peer;

    @BeforeAll
    static void start() throws IOException {
        // Its backlog takes connections, and nobody ever answers them.
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refusing = closed.getLocalPort();
        }
        peer = RunningPeer.start(
                home,
                "asking",
                "peer.friend_primary=" + at(silent.getLocalPort()),
                "peer.friend_secondary=" + at(refusing));
    }

    @AfterAll
    static void stop() throws IOException {
        peer.close();
        silent.close();
    }

    @Test
    void aSilentPortIsAPeerUnreachableThatSaysSo() throws IOException {
        JsonNode problem = refused("{\"url\":\"" + at(silent.getLocalPort()) + "\"}");

        assertThat(problem.get("detail").asString())
                .contains("REST at " + at(silent.getLocalPort()), "did not answer in time");
    }

    @Test
    void aPortThatRefusesIsAPeerUnreachableThatSaysSo() throws IOException {
        JsonNode problem = refused("{\"url\":\"" + at(refusing) + "\"}");

        assertThat(problem.get("detail").asString()).contains("REST at " + at(refusing), "refuses connections");
    }

    @Test
    void aPeerWhoseGrpcPortIsSilentIsUnreachableThoughItsRestAnswers() throws IOException {
        try (FakePeer half = new FakePeer(TestServer.IDENTITY)) {
            JsonNode problem =
                    refused("{\"url\":\"" + half.url() + "\",\"grpc\":\"localhost:" + silent.getLocalPort() + "\"}");

            assertThat(problem.get("detail").asString())
                    .contains("gRPC at localhost:" + silent.getLocalPort(), "did not answer in time");
        }
    }

    @Test
    void bootstrapNamesEachFriendThatDidNotAnswerWithTheReason() throws IOException {
        JsonNode report = json(post("/bootstrap", ""));

        assertThat(report.get("failed")
                        .valueStream()
                        .map(each -> each.get("url").asString()))
                .containsExactly(at(silent.getLocalPort()), at(refusing));
        assertThat(report.get("failed")
                        .valueStream()
                        .map(each -> each.get("reason").asString()))
                .containsOnly(Reason.PEER_UNREACHABLE.name());
    }

    @Test
    void aNeighbourThatDoesNotAnswerASearchInTimeIsNamedWithDeadlineExceeded() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (FakePeer slow = new FakePeer(TestServer.IDENTITY);
                TestServer grpc = new TestServer().serve(new FileTransferImplBase() {})) {
            slow.on("/search", exchange -> hang(over));
            assertThat(post("/peers", "{\"url\":\"" + slow.url() + "\",\"grpc\":\"localhost:" + grpc.port() + "\"}")
                            .status())
                    .isEqualTo(201);

            JsonNode answer = json(RawHttp.ask(peer.restPort(), "GET /search?query=nothing&timeout=300ms HTTP/1.1"));

            assertThat(answer.get("complete").asBoolean()).isFalse();
            assertThat(answer.at("/coverage/unreachable")
                            .valueStream()
                            .filter(each -> each.at("/id").asString("").equals(TestServer.PEER_ID))
                            .map(each -> each.get("reason").asString()))
                    .containsExactly(Reason.DEADLINE_EXCEEDED.name());
            assertThat(answer.get("took_ms").asLong()).isBetween(200L, 2_000L);
        } finally {
            over.countDown();
        }
    }

    private static JsonNode refused(String candidate) throws IOException {
        RawHttp.Answer answer = post("/peers", candidate);
        assertThat(answer.status()).as(answer.text()).isEqualTo(502);
        JsonNode problem = json(answer);
        assertThat(problem.get("reason").asString()).isEqualTo(Reason.PEER_UNREACHABLE.name());
        return problem;
    }

    private static void hang(CountDownLatch until) throws IOException {
        try {
            until.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String at(int port) {
        return "http://localhost:" + port;
    }

    private static JsonNode json(RawHttp.Answer answer) {
        return ParvadaJson.mapper().readTree(answer.body());
    }

    private static RawHttp.Answer post(String path, String body) throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            return http.head(
                            "POST " + path + " HTTP/1.1",
                            "Content-Type: application/json",
                            "Content-Length: " + bytes.length)
                    .send(bytes)
                    .answer(false);
        }
    }
}
