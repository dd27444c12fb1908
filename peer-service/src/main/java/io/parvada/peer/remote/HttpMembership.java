package io.parvada.peer.remote;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.MembershipTransport;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.membership.ProbeAnswer;
import io.parvada.peer.membership.Reached;
import io.parvada.peer.membership.Registration;
import io.parvada.peer.membership.SummaryVersions;
import io.parvada.peer.proof.Proof;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Membership over HTTP and the gRPC health check; before all of it the proof of who lives at an address. */
final class HttpMembership implements MembershipTransport {

    private static final int PROTOCOL = 1;

    private record Introduction(Peer peer, int protocol, boolean leaving) {}

    private record ToProbe(PeerId id) {}

    /** @param why it gave none, as a sentence; null where it did */
    private record RestAnswer(PortReach reach, Answers.Status status, Duration rtt, Proof elsewhere, String why) {}

    private final HttpOut http;
    private final HealthChecks health;
    private final Answers answers;
    private final Proofs proofs;

    HttpMembership(HttpOut http, HealthChecks health, Answers answers, Proofs proofs) {
        this.http = http;
        this.health = health;
        this.answers = answers;
        this.proofs = proofs;
    }

    @Override
    public CompletableFuture<ProbeAnswer> probe(Endpoint endpoint, Duration timeout) {
        CompletableFuture<HealthChecks.Answer> grpc = endpoint.grpc() == null
                ? CompletableFuture.completedFuture(new HealthChecks.Answer(PortReach.NOT_A_PEER, null))
                : health.check(endpoint, http.origin(endpoint), timeout);
        return rest(endpoint.url(), timeout).thenCombine(grpc, (onRest, onGrpc) -> combined(endpoint, onRest, onGrpc));
    }

    @Override
    public CompletableFuture<Registration> register(PeerUrl target, Peer self, boolean leaving, Duration timeout) {
        byte[] body = answers.write(new Introduction(self, PROTOCOL, leaving));
        return told(target, "/register", body, timeout)
                .thenApply(answer -> answers.registration(answer, target.toString()))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(peerException(failure, target)));
    }

    @Override
    public CompletableFuture<Boolean> probeFor(PeerUrl witness, PeerId target, Duration timeout) {
        byte[] body = answers.write(new ToProbe(target));
        return told(witness, "/probe", body, timeout)
                .thenApply(answer -> answers.reached(answer, witness.toString()))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(peerException(failure, witness)));
    }

    private CompletableFuture<HttpOut.Answer> told(PeerUrl url, String path, byte[] body, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        return proofs.at(url, timeout)
                .thenCompose(place -> proofs.send(url, place, path, body, HttpOut.MAX_BODY_BYTES, left(end)));
    }

    private CompletableFuture<RestAnswer> rest(PeerUrl url, Duration timeout) {
        long began = System.nanoTime();
        long end = began + timeout.toNanos();
        return proofs.at(url, timeout)
                .thenCompose(place -> {
                    long asked = System.nanoTime();
                    return proofs.send(url, place, "/status", null, HttpOut.MAX_STATUS_BYTES, left(end))
                            .thenApply(answer ->
                                    new RestAnswer(PortReach.OK, answers.status(answer), since(asked), null, null));
                })
                .exceptionally(failure -> {
                    DialFailure why = refusal(failure);
                    return new RestAnswer(
                            why.reach(), null, since(began), why.elsewhere(), url + " " + why.getMessage());
                });
    }

    /** That this peer has nothing to show is as good as its being refused. */
    private static DialFailure refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof PeerException ours && ours.reason() == Reason.UNAUTHENTICATED
                ? DialFailure.before(PortReach.CREDENTIAL_REFUSED, "is not asked: " + ours.detail())
                : DialFailure.of(failure);
    }

    static Duration left(long endNanos) {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static ProbeAnswer combined(Endpoint endpoint, RestAnswer rest, HealthChecks.Answer grpc) {
        Peer peer = rest.status() == null ? null : rest.status().peer();
        PortReach onGrpc = grpc.reach();
        if (peer != null
                && grpc.peerId() != null
                && !grpc.peerId().equals(peer.id().value())) {
            onGrpc = PortReach.WRONG_ID;
        }
        Long files = rest.status() == null || rest.status().files() == null
                ? null
                : rest.status().files().count();
        SummaryVersions summaries = rest.status() == null
                ? SummaryVersions.NONE
                : new SummaryVersions(
                        rest.status().summaryVersion(), rest.status().neighboursVersion());
        Reached reached = rest.reach() == PortReach.CREDENTIAL_REFUSED
                ? new Reached(rest.reach(), onGrpc, rest.why())
                : Reached.of(endpoint, rest.reach(), onGrpc);
        return new ProbeAnswer(peer, onGrpc == PortReach.OK, files, rest.rtt(), reached, summaries, rest.elsewhere());
    }

    static PeerException peerException(Throwable failure, PeerUrl target) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof PeerException ours
                ? ours
                : DialFailure.of(cause).toPeerException(target.toString());
    }
}
