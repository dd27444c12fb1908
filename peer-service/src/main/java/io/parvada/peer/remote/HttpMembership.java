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
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Membership over HTTP and the gRPC health check. */
final class HttpMembership implements MembershipTransport {

    private static final int PROTOCOL = 1;

    private record Introduction(Peer peer, int protocol, boolean leaving) {}

    private record ToProbe(PeerId id) {}

    /** @param why it gave none; null where it did */
    private record RestAnswer(PortReach reach, Answers.Status status, Duration rtt, String why) {}

    private final HttpOut http;
    private final HealthChecks health;
    private final Answers answers;
    private final Proven proven;

    HttpMembership(HttpOut http, HealthChecks health, Answers answers, Proven proven) {
        this.http = http;
        this.health = health;
        this.answers = answers;
        this.proven = proven;
    }

    @Override
    public CompletableFuture<ProbeAnswer> probe(Endpoint endpoint, Duration timeout) {
        CompletableFuture<HealthChecks.Answer> grpc = endpoint.grpc() == null
                ? CompletableFuture.completedFuture(new HealthChecks.Answer(PortReach.NOT_A_PEER, null))
                : health.check(endpoint.grpc(), http.origin(endpoint), timeout);
        return rest(endpoint.url(), timeout).thenCombine(grpc, (onRest, onGrpc) -> combined(endpoint, onRest, onGrpc));
    }

    @Override
    public CompletableFuture<Registration> register(PeerUrl target, Peer self, boolean leaving, Duration timeout) {
        byte[] body = answers.write(new Introduction(self, PROTOCOL, leaving));
        return http.send(target, "/register", body, timeout)
                .thenApply(answer -> answers.registration(answer, target.toString()))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(peerException(failure, target)));
    }

    @Override
    public CompletableFuture<Boolean> probeFor(PeerUrl witness, PeerId target, Duration timeout) {
        byte[] body = answers.write(new ToProbe(target));
        return http.send(witness, "/probe", body, timeout)
                .thenApply(answer -> answers.reached(answer, witness.toString()))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(peerException(failure, witness)));
    }

    private CompletableFuture<RestAnswer> rest(PeerUrl url, Duration timeout) {
        long began = System.nanoTime();
        return http.send(url, "/status", null, timeout)
                .thenApply(answer -> {
                    Answers.Status status = answers.status(answer);
                    proven.answered(url, status.peer().id());
                    return new RestAnswer(PortReach.OK, status, Duration.ofNanos(System.nanoTime() - began), null);
                })
                .exceptionally(failure -> {
                    Duration rtt = Duration.ofNanos(System.nanoTime() - began);
                    DialFailure why = refusal(failure);
                    return new RestAnswer(why.reach(), null, rtt, url + " " + why.getMessage());
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
        return new ProbeAnswer(peer, onGrpc == PortReach.OK, files, rest.rtt(), reached, summaries);
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
