package io.parvada.peer.remote;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.address.AddressJudge;
import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.proof.Challenge;
import io.parvada.peer.proof.Proof;
import io.parvada.peer.proof.Proven;
import io.parvada.peer.proof.Statement;
import io.parvada.proto.v1.IdentityChallenge;
import io.parvada.proto.v1.IdentityGrpc;
import io.parvada.proto.v1.IdentityStatement;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.error.PeerException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The question that comes before all others: who lives at this address? The answer counts if it is signed for this
 * question and names the address itself as one of its own; a configured friend's URL need not be among them, as the
 * operator's word stands for it. Thread-safe; never blocks.
 */
final class Proofs {

    /** What this peer shows to the callee beside a request, by the names of headers: for calls where access is not open. */
    @FunctionalInterface
    interface Shown {

        Shown NOTHING = (callee, method, path) -> Map.of();

        /** @param path without its query. @throws PeerException UNAUTHENTICATED when there is nothing to show */
        Map<String, String> headers(PeerId callee, String method, String path);
    }

    private static final int MAX_STATEMENT_BYTES = 16 * 1024;

    private final HttpOut http;
    private final Answers answers;
    private final Supplier<Challenge> challenges;
    private final Proven proven;
    private final Executor checking;
    private final Shown shown;

    /**
     * @param challenges a new one each time
     * @param checking where signatures are checked, about a millisecond each
     */
    Proofs(
            HttpOut http,
            Answers answers,
            Supplier<Challenge> challenges,
            Proven proven,
            Executor checking,
            Shown shown) {
        this.http = http;
        this.answers = answers;
        this.challenges = challenges;
        this.proven = proven;
        this.checking = checking;
        this.shown = shown;
    }

    /** Who proved to live there within the last minute. */
    Optional<Proven.Place> lately(PeerUrl url) {
        return proven.find(url);
    }

    Optional<Proven.Place> lately(Endpoint grpc) {
        return proven.find(grpc);
    }

    void forget(Endpoint grpc) {
        proven.forget(grpc);
    }

    /**
     * Who lives there, as proven lately or now. Fails with {@link DialFailure} only: NOT_PROVEN,
     * NOT_ADVERTISED, NOT_A_PEER, and what may happen to any request; not connected but after a timeout.
     */
    CompletableFuture<Proven.Place> at(PeerUrl url, Duration timeout) {
        Optional<Proven.Place> lately = proven.find(url);
        if (lately.isPresent()) {
            return CompletableFuture.completedFuture(lately.get());
        }
        Challenge challenge = challenges.get();
        return http.send(url, "/identity", answers.write(challenge), MAX_STATEMENT_BYTES, timeout)
                .thenApply(answer -> {
                    Proof proof = checked(answers.statement(answer), challenge);
                    boolean vouched = http.origin(url) == AddressJudge.Origin.CONFIGURED;
                    if (!vouched && !proof.names(url)) {
                        throw DialFailure.elsewhere(proof, url.toString());
                    }
                    Proven.Place place = new Proven.Place(proof, answer.from());
                    proven.add(url, place);
                    return place;
                })
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(before(DialFailure.of(failure))));
    }

    /**
     * A request to whoever has proven to live there, with what this peer shows. Fails with {@link DialFailure}, or with
     * UNAUTHENTICATED when there is nothing to show; after one that reached nobody, or somebody else, the address is to
     * prove itself anew.
     *
     * @param json the body of a POST, or null for a GET
     */
    CompletableFuture<HttpOut.Answer> send(
            PeerUrl url, Proven.Place place, String path, byte[] json, int maxBytes, Duration timeout) {
        String method = json == null ? "GET" : "POST";
        try {
            String plain = path.replaceFirst("\\?.*", "");
            Map<String, String> headers = shown.headers(place.proof().id(), method, plain);
            return send(url, place, new HttpOut.Sent(method, path, json, headers), maxBytes, timeout);
        } catch (PeerException nothingToShow) {
            return CompletableFuture.failedFuture(nothingToShow);
        }
    }

    /** The same as it is. */
    CompletableFuture<HttpOut.Answer> send(
            PeerUrl url, Proven.Place place, HttpOut.Sent sent, int maxBytes, Duration timeout) {
        return http.send(place.at(), url, sent, maxBytes, timeout)
                .thenApply(answer -> {
                    if (answer.peerId() == null) {
                        throw DialFailure.after(PortReach.NOT_A_PEER, "answered, but not as a peer does");
                    }
                    if (!Answers.isFrom(answer, place.proof().id())) {
                        throw DialFailure.after(PortReach.WRONG_ID, "another peer answers there");
                    }
                    return answer;
                })
                .whenComplete((answer, failure) -> {
                    DialFailure why = failure == null ? null : DialFailure.of(failure);
                    if (why != null && (!why.connected() || why.reach() != PortReach.TIMED_OUT)) {
                        proven.forget(url);
                    }
                });
    }

    /**
     * The same question over a channel, which leads to {@code at}; its answer is to name {@code at} whoever named it, since
     * nobody configures gRPC addresses of others. Fails as {@link #at(PeerUrl, Duration)}.
     */
    CompletableFuture<Proof> over(PeerChannel channel, HostPort at, long nanos) {
        Challenge challenge = challenges.get();
        IdentityChallenge question = IdentityChallenge.newBuilder()
                .setNonce(ByteString.copyFrom(challenge.nonce()))
                .setAsker(challenge.asker().value())
                .build();
        CallOptions options = CallOptions.DEFAULT
                .withDeadlineAfter(nanos, TimeUnit.NANOSECONDS)
                .withMaxInboundMessageSize(MAX_STATEMENT_BYTES);
        Listening listening = new Listening();
        ClientCalls.asyncUnaryCall(
                channel.channel().newCall(IdentityGrpc.getProveMethod(), options), question, listening);
        return listening.answer.thenApplyAsync(
                message -> {
                    Proof proof = checked(statement(message), challenge);
                    if (!proof.names(at)) {
                        throw DialFailure.elsewhere(proof, at.toString());
                    }
                    return proof;
                },
                checking);
    }

    void proved(Endpoint grpc, Proven.Place place) {
        proven.add(grpc, place);
    }

    // Only a question was sent, so whatever was to be told may still be told elsewhere, if there is time.
    private static DialFailure before(DialFailure why) {
        boolean moved = why.connected() && why.reach() != PortReach.TIMED_OUT;
        return moved ? DialFailure.before(why.reach(), why.getMessage()) : why;
    }

    private static Proof checked(Statement statement, Challenge challenge) {
        try {
            return statement.proves(challenge);
        } catch (PeerException e) {
            throw DialFailure.before(PortReach.NOT_PROVEN, "is not proven to be who it says: " + e.detail());
        }
    }

    private static Statement statement(IdentityStatement message) {
        try {
            List<Endpoint> addresses = message.getAddressesList().stream()
                    .map(each -> new Endpoint(PeerUrl.parse(each.getUrl()), HostPort.parse(each.getGrpc())))
                    .toList();
            return new Statement(
                    new PeerId(message.getId()),
                    message.getKey().toByteArray(),
                    addresses,
                    message.getSignature().toByteArray());
        } catch (PeerException e) {
            throw DialFailure.before(PortReach.NOT_A_PEER, "answered, but not as a peer does");
        }
    }

    /** Called on the channel's event loop. */
    private static final class Listening implements StreamObserver<IdentityStatement> {
        private final CompletableFuture<IdentityStatement> answer = new CompletableFuture<>();

        @Override
        public void onNext(IdentityStatement message) {
            answer.complete(message);
        }

        @Override
        public void onError(Throwable failure) {
            Status status = Status.fromThrowable(failure);
            PortReach reach = status.getCode() == Status.Code.RESOURCE_EXHAUSTED
                    ? PortReach.NOT_SERVING
                    : HealthChecks.classify(status);
            answer.completeExceptionally(DialFailure.before(reach, "gave no proof: " + status.getCode()));
        }

        @Override
        public void onCompleted() {
            answer.completeExceptionally(DialFailure.before(PortReach.NOT_A_PEER, "gave no proof"));
        }
    }
}
