package io.parvada.peer.remote;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.parvada.peer.address.AddressJudge;
import io.parvada.peer.address.Endpoint;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.proof.Proven;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.connection.PeerChannel;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * The standard gRPC health check (grpc.health.v1) of other peers, which also tells their id; an address that has not
 * lately proven who lives there is asked for that first. Thread-safe.
 */
final class HealthChecks {

    /** peerId is null where no health check was answered, or without the header. */
    record Answer(PortReach reach, String peerId) {

        boolean serving() {
            return reach == PortReach.OK;
        }
    }

    private static final Metadata.Key<String> PEER_ID =
            Metadata.Key.of(PeerChannel.PEER_ID_HEADER, Metadata.ASCII_STRING_MARSHALLER);

    /** What is asked over a channel; completes within so many nanoseconds, and never fails. */
    private interface Question {
        CompletableFuture<Answer> ask(PeerChannel channel, long nanos);
    }

    private final Resolver resolver;
    private final Proofs proofs;
    private final HealthChannels channels;
    private final Timeline timeline;

    HealthChecks(Resolver resolver, Proofs proofs, HealthChannels channels, Timeline timeline) {
        this.resolver = resolver;
        this.proofs = proofs;
        this.channels = channels;
        this.timeline = timeline;
    }

    /** Never fails; completes within {@code timeout}, a look-up that hangs included. */
    CompletableFuture<Answer> check(Endpoint target, AddressJudge.Origin origin, Duration timeout) {
        long until = System.nanoTime() + timeout.toNanos();
        CompletableFuture<Answer> result = new CompletableFuture<>();
        Runnable timer = timeline.after(timeout, () -> result.complete(new Answer(PortReach.TIMED_OUT, null)));
        Optional<Proven.Place> lately = proofs.lately(target);
        CompletableFuture<Answer> checked = lately.isPresent()
                ? health(target, lately.get(), until)
                : resolver.resolve(target.grpc(), origin, target.url().isHttps())
                        .thenCompose(addresses -> proof(target, addresses.get(0), until));
        checked.exceptionally(failure -> new Answer(DialFailure.of(failure).reach(), null))
                .thenAccept(result::complete);
        return result.whenComplete((answer, failure) -> timer.run());
    }

    private CompletableFuture<Answer> proof(Endpoint target, InetAddress address, long until) {
        Question question =
                (channel, nanos) -> proofs.over(channel, target.grpc(), nanos).handle((proof, failure) -> {
                    if (failure != null) {
                        return new Answer(DialFailure.of(failure).reach(), null);
                    }
                    proofs.proved(target, new Proven.Place(proof, address));
                    return new Answer(PortReach.OK, proof.id().value());
                });
        return call(new HealthChannels.Line(target, address), question, until).thenCompose(answer -> {
            Optional<Proven.Place> place = proofs.lately(target);
            return answer.serving() && place.isPresent()
                    ? health(target, place.get(), until)
                    : CompletableFuture.completedFuture(answer);
        });
    }

    private CompletableFuture<Answer> health(Endpoint target, Proven.Place place, long until) {
        return call(new HealthChannels.Line(target, place.at()), HealthChecks::ask, until)
                .thenApply(answer -> {
                    boolean answered = answer.serving() || answer.reach() == PortReach.NOT_SERVING;
                    boolean another = answered && !place.proof().id().value().equals(answer.peerId());
                    if (!answered || another) {
                        proofs.forget(target);
                    }
                    return another ? new Answer(PortReach.WRONG_ID, answer.peerId()) : answer;
                });
    }

    private CompletableFuture<Answer> call(HealthChannels.Line line, Question question, long until) {
        long left = Math.max(1, until - System.nanoTime());
        PeerChannel channel = channels.to(line);
        return question.ask(channel, left).thenCompose(answer -> {
            boolean answered = answer.reach() == PortReach.OK || answer.reach() == PortReach.NOT_SERVING;
            // A broken channel would answer out of its back-off, not the network. Who shares it when another check
            // drops it has learned nothing yet, and asks again.
            boolean cut = !answered && !channels.drop(line, channel) && answer.reach() == PortReach.NOT_A_PEER;
            return cut && until - System.nanoTime() > 0
                    ? call(line, question, until)
                    : CompletableFuture.completedFuture(answer);
        });
    }

    /** One check over a channel that is the caller's. Never fails; completes within so many nanoseconds. */
    static CompletableFuture<Answer> ask(PeerChannel channel, long nanos) {
        ClientCall<HealthCheckRequest, HealthCheckResponse> call = channel.channel()
                .newCall(
                        HealthGrpc.getCheckMethod(),
                        CallOptions.DEFAULT.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS));
        Listening listener = new Listening();
        call.start(listener, new Metadata());
        call.sendMessage(HealthCheckRequest.getDefaultInstance());
        call.halfClose();
        call.request(2);
        return listener.answer;
    }

    /** Called on the channel's event loop, one call at a time. */
    private static final class Listening extends ClientCall.Listener<HealthCheckResponse> {
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private String peerId;
        private HealthCheckResponse response;

        @Override
        public void onHeaders(Metadata headers) {
            peerId = headers.get(PEER_ID);
        }

        @Override
        public void onMessage(HealthCheckResponse message) {
            response = message;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (!status.isOk() || response == null) {
                answer.complete(new Answer(classify(status), null));
            } else if (peerId == null) {
                answer.complete(new Answer(PortReach.NOT_A_PEER, null));
            } else {
                boolean serving = response.getStatus() == HealthCheckResponse.ServingStatus.SERVING;
                answer.complete(new Answer(serving ? PortReach.OK : PortReach.NOT_SERVING, peerId));
            }
        }
    }

    static PortReach classify(Status status) {
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return PortReach.TIMED_OUT;
        }
        if (status.getCode() != Status.Code.UNAVAILABLE) {
            return PortReach.NOT_A_PEER;
        }
        for (Throwable at = status.getCause(); at != null; at = at.getCause()) {
            if (at instanceof SSLException) {
                return PortReach.UNTRUSTED;
            }
            if (at instanceof ConnectException || at instanceof SocketTimeoutException) {
                String text = String.valueOf(at.getMessage()).toLowerCase(Locale.ROOT);
                return text.contains("refused") ? PortReach.REFUSED : PortReach.TIMED_OUT;
            }
        }
        return PortReach.NOT_A_PEER;
    }
}
