package io.parvada.peer.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.proof.Proof;
import io.parvada.peer.proof.Proven;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpQueriesTest {

    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final String ANSWER = "{\"query\":\"x\",\"id\":\"0190d0a0-0000-7000-8000-000000000000\",\"ttl\":1,"
            + "\"fanout\":1,\"limit\":1,\"timeout_ms\":1,\"hits\":[{\"name\":\"x.txt\",\"size\":1,\"sha256\":null,"
            + "\"root\":null,\"peers\":[]}],\"coverage\":{\"strategy\":\"flood\",\"known\":0,\"asked\":0,\"answered\":0,"
            + "\"pruned\":0,\"duplicates\":0,\"messages\":0,\"max_hops\":0,\"unreachable\":[]},\"complete\":true,"
            + "\"truncated\":false,\"took_ms\":1}";

    private final Wires wires = new Wires(true, Wires.NOBODY);
    private final FakePeer peer = new FakePeer();
    private final FakePeer other = new FakePeer();

    @AfterEach
    void stop() {
        peer.close();
        other.close();
        wires.close();
    }

    @Test
    void anUnprovenAddressIsAskedWhoItIsOnceBeforeItIsToldAQuery() {
        peer.on("/search", exchange -> peer.json(exchange, 200, ANSWER));
        HttpQueries queries = wires.queries();

        SearchAnswer answer = ask(queries, at(peer.url())).join();
        ask(queries, at(peer.url())).join();

        assertThat(answer.hits()).hasSize(1);
        assertThat(peer.asked).containsExactly("POST /identity", "POST /search", "POST /search");
    }

    @Test
    void nothingButTheProofGoesToAnAddressWhereAnotherPeerLives() {
        PeerException why = failure(ask(wires.queries(), at(other.url())));

        assertThat(why.reason()).isEqualTo(Reason.PEER_UNREACHABLE);
        assertThat(other.asked).containsExactly("POST /identity");
    }

    @Test
    void theNextAddressIsTriedWhereTheFirstRefusesOrIsAnothers() {
        peer.on("/search", exchange -> peer.json(exchange, 200, ANSWER));
        PeerUrl closed = PeerUrl.parse("http://localhost:" + Wires.closedPort());

        SearchAnswer answer =
                ask(wires.queries(), at(closed, other.url(), peer.url())).join();

        assertThat(answer.hits()).hasSize(1);
        assertThat(other.asked).containsExactly("POST /identity");
    }

    @Test
    void aQueryThatMayHaveArrivedIsNotSentToASecondAddress() {
        peer.on("/search", exchange -> exchange.close());
        other.on("/search", exchange -> other.json(exchange, 200, ANSWER));

        assertThat(failure(ask(wires.queries(), at(peer.url(), other.url()))).reason())
                .isEqualTo(Reason.PEER_UNREACHABLE);
        assertThat(other.asked).isEmpty();
    }

    @Test
    void anAnswerUnderAnotherIdIsNotTaken() {
        proven(other);
        other.on("/search", exchange -> other.json(exchange, 200, ANSWER));

        assertThat(failure(ask(wires.queries(), at(other.url()))).reason()).isEqualTo(Reason.PEER_UNREACHABLE);
    }

    @Test
    void aFrozenPeerCostsTheTimeoutAndNoMore() {
        proven(peer);
        peer.on("/search", exchange -> {}); // never answers

        PeerException why = failure(wires.queries().query(at(peer.url()), message(), Duration.ofMillis(300)));

        assertThat(why.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    }

    @Test
    void theReasonOfARefusalIsPassedOn() {
        peer.on("/search", exchange -> peer.json(exchange, 503, "{\"reason\":\"BUSY\",\"detail\":\"later\"}"));

        assertThat(failure(ask(wires.queries(), at(peer.url()))).reason()).isEqualTo(Reason.BUSY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"hits\":[null]}",
                "<html>",
                "{\"hits\":[{\"name\":\"../../etc/passwd\",\"size\":1,\"peers\":[]}]}"
            })
    void whatIsNoSearchAnswerIsNotTaken(String body) {
        peer.on("/search", exchange -> peer.json(exchange, 200, body));

        assertThat(failure(ask(wires.queries(), at(peer.url()))).reason()).isEqualTo(Reason.PEER_UNREACHABLE);
    }

    @Test
    void aNeighbourhoodIsAskedForWithoutWhatIsHeldAndRefusedIfItIsNone() {
        proven(peer);
        peer.on("/summary/neighbours", exchange -> peer.json(exchange, 200, "{}"));

        PeerException why = failure(wires.queries().neighbourhood(at(peer.url()), other.id, List.of(7L, 12L), PATIENT));

        assertThat(why.reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(peer.asked).containsExactly("GET /summary/neighbours?for=" + other.id + "&held=7,12");
    }

    @Test
    void aQueryGoesToTheVeryAddressThatGaveTheProofWhateverTheNameResolvesTo() throws UnknownHostException {
        peer.on("/search", exchange -> peer.json(exchange, 200, ANSWER));
        proven(peer, InetAddress.getByName("127.0.0.2"));

        assertThat(failure(ask(wires.queries(), at(peer.url()))).reason()).isEqualTo(Reason.PEER_UNREACHABLE);
        assertThat(peer.asked).isEmpty();

        assertThat(ask(wires.queries(), at(peer.url())).join().hits()).hasSize(1);
        assertThat(peer.asked).containsExactly("POST /identity", "POST /search");
    }

    /** As if peer had lately proven to live at the other's address. */
    private void proven(FakePeer at) {
        proven(at, InetAddress.getLoopbackAddress());
    }

    private void proven(FakePeer at, InetAddress address) {
        wires.proven.add(at.url(), new Proven.Place(new Proof(peer.identity.keys.key(), peer.home()), address));
    }

    private CompletableFuture<SearchAnswer> ask(HttpQueries queries, Peer whom) {
        return queries.query(whom, message(), PATIENT);
    }

    private Peer at(PeerUrl first, PeerUrl... further) {
        HostPort grpc = HostPort.parse("localhost:1");
        List<Endpoint> addresses =
                List.of(further).stream().map(url -> new Endpoint(url, grpc)).toList();
        return new Peer(peer.id, "fake", first, grpc, addresses);
    }

    private static QueryMessage message() {
        PeerId origin = new PeerId("cccccccccccccccccccccccccc");
        return new QueryMessage(UUID.randomUUID(), origin, List.of(), "x", null, 1, 16, 10, 1000, false);
    }

    private static PeerException failure(CompletableFuture<?> future) {
        Throwable failure = catchThrowable(future::join);
        assertThat(failure).isInstanceOf(CompletionException.class);
        assertThat(failure.getCause()).isInstanceOf(PeerException.class);
        return (PeerException) failure.getCause();
    }
}
