package io.parvada.peer.emulation;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.http.ParvadaJson;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.MembershipTransport;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.membership.ProbeAnswer;
import io.parvada.peer.membership.Reached;
import io.parvada.peer.membership.Registration;
import io.parvada.peer.membership.SummaryVersions;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.QueryTransport;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.summary.Neighbourhood;
import io.parvada.peer.summary.Summary;
import io.parvada.peer.summary.SummaryTransport;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.json.JsonMapper;

/** The ports of the production classes, over emulated links. */
final class EmulatedTransport implements MembershipTransport, QueryTransport, SummaryTransport {

    /** What GET /status tells here. */
    record Status(Peer peer, SummaryVersions summaries) {}

    private static final JsonMapper JSON = ParvadaJson.mapper();

    private final EmulatedNetwork network;
    private final EmulatedPeer from;

    EmulatedTransport(EmulatedNetwork network, EmulatedPeer from) {
        this.network = network;
        this.from = from;
    }

    @Override
    public CompletableFuture<ProbeAnswer> probe(Endpoint endpoint, Duration timeout) {
        Instant began = network.time().now();
        Optional<EmulatedPeer> onRest = network.at(endpoint.url());
        CompletableFuture<Status> status = network.call(
                from,
                onRest,
                timeout,
                (a, b) -> true,
                () -> CompletableFuture.completedFuture(onRest.get().status()));
        CompletableFuture<PortReach> rest = status.handle((answer, failure) -> reach(failure));
        CompletableFuture<PortReach> grpc = endpoint.grpc() == null
                ? CompletableFuture.completedFuture(PortReach.NOT_A_PEER)
                : health(endpoint, timeout);
        return rest.thenCombine(
                grpc,
                (r, g) -> new ProbeAnswer(
                        r == PortReach.OK ? status.join().peer() : null,
                        g == PortReach.OK,
                        0L,
                        Duration.between(began, network.time().now()),
                        Reached.of(endpoint, r, g),
                        r == PortReach.OK ? status.join().summaries() : SummaryVersions.NONE));
    }

    private CompletableFuture<PortReach> health(Endpoint endpoint, Duration timeout) {
        Optional<EmulatedPeer> onGrpc = network.at(endpoint.grpc());
        return network.call(
                        from,
                        onGrpc,
                        timeout,
                        (a, b) -> b.grpcIsOpen(),
                        () -> CompletableFuture.completedFuture(onGrpc.get().isServing()))
                .handle((serving, failure) ->
                        failure != null ? reach(failure) : serving ? PortReach.OK : PortReach.NOT_SERVING);
    }

    @Override
    public CompletableFuture<Registration> register(PeerUrl target, Peer self, boolean leaving, Duration timeout) {
        Optional<EmulatedPeer> to = network.at(target);
        return network.call(
                        from,
                        to,
                        timeout,
                        (a, b) -> true,
                        () -> to.get().overlay().registered(self, 1, leaving))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(asPeerException(failure)));
    }

    @Override
    public CompletableFuture<Boolean> probeFor(PeerUrl witness, PeerId target, Duration timeout) {
        Optional<EmulatedPeer> to = network.at(witness);
        return network.call(
                        from,
                        to,
                        timeout,
                        (a, b) -> true,
                        () -> to.get().overlay().probeFor(target))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(asPeerException(failure)));
    }

    @Override
    public CompletableFuture<SearchAnswer> query(Peer peer, QueryMessage original, Duration timeout) {
        QueryMessage message = from.changed(original);
        Optional<EmulatedPeer> to = network.at(peer.url());
        to.ifPresent(there -> network.record(from, there, message));
        return network.call(from, to, timeout, (a, b) -> true, () -> to.get().route(message))
                .whenComplete((answer, failure) -> {
                    if (network.weighsQueries()) {
                        network.recordQuery(size(message) + (failure == null ? size(answer) : 0));
                    }
                })
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(asPeerException(failure)));
    }

    /** The bytes go over the link, so what is refused in production is refused here. */
    @Override
    public CompletableFuture<Summary> summary(Peer peer, Duration timeout) {
        Optional<EmulatedPeer> to = network.at(peer.url());
        return network.call(
                        from,
                        to,
                        timeout,
                        (a, b) -> true,
                        () -> to.get().summaries().own())
                .thenApply(bytes -> {
                    network.recordSummary(bytes.length);
                    return Summary.parse(bytes);
                })
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(asPeerException(failure)));
    }

    @Override
    public CompletableFuture<Neighbourhood> neighbourhood(Peer peer, PeerId asker, List<Long> held, Duration timeout) {
        Optional<EmulatedPeer> to = network.at(peer.url());
        return network.call(
                        from,
                        to,
                        timeout,
                        (a, b) -> true,
                        () -> to.get().summaries().neighbours(asker, held))
                .thenApply(bytes -> {
                    network.recordSummary(bytes.length);
                    return Neighbourhood.parse(bytes);
                })
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(asPeerException(failure)));
    }

    private static int size(Object body) {
        return JSON.writeValueAsBytes(body).length;
    }

    private static PortReach reach(Throwable failure) {
        if (failure == null) {
            return PortReach.OK;
        }
        return inner(failure) instanceof EmulatedNetwork.Refused ? PortReach.REFUSED : PortReach.TIMED_OUT;
    }

    private static PeerException asPeerException(Throwable failure) {
        Throwable inner = inner(failure);
        if (inner instanceof PeerException ours) {
            return ours;
        }
        return inner instanceof EmulatedNetwork.Refused
                ? new PeerException(Reason.PEER_UNREACHABLE, "connection refused")
                : new PeerException(Reason.DEADLINE_EXCEEDED, "no answer in time");
    }

    private static Throwable inner(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
