package io.parvada.peer.remote;

import io.parvada.peer.address.AddressJudge;
import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.http.Callers;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.connection.PeerChannel;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/**
 * One HTTP/1.1 request to another peer. The URI that is connected to holds the judged address, not the name, so a name
 * that resolves otherwise a moment later changes nothing; only https keeps the name, where the certificate proves it.
 * Thread-safe; never blocks.
 */
final class HttpOut {

    /** What came back, and from where; peerId is null where the header is missing. */
    record Answer(int status, String peerId, byte[] body, InetAddress from) {}

    /** What is sent; json null for no body. */
    record Sent(String method, String path, byte[] json, Map<String, String> headers) {}

    static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

    /** Of an answer to a GET, which is one status: what an unproven address may make this peer hold. */
    static final int MAX_STATUS_BYTES = 64 * 1024;

    private final HttpClient client;
    private final Resolver resolver;
    private final Predicate<PeerUrl> configured;
    private final Timeline timeline;

    /** @param configured whether the operator named this address; all others are learned */
    HttpOut(HttpClient client, Resolver resolver, Predicate<PeerUrl> configured, Timeline timeline) {
        this.client = client;
        this.resolver = resolver;
        this.configured = configured;
        this.timeline = timeline;
    }

    AddressJudge.Origin origin(PeerUrl target) {
        return configured.test(target) ? AddressJudge.Origin.CONFIGURED : AddressJudge.Origin.LEARNED;
    }

    /** Of the gRPC address: who names a friend's URL vouches for its host, not for other hosts that the friend names. */
    AddressJudge.Origin origin(Endpoint endpoint) {
        boolean sameHost =
                endpoint.grpc().host().equals(endpoint.url().hostPort().host());
        return sameHost ? origin(endpoint.url()) : AddressJudge.Origin.LEARNED;
    }

    /**
     * Completes within {@code timeout}, look-up and body included; fails only with {@link DialFailure}.
     *
     * @param json the body of a POST, or null for a GET
     */
    CompletableFuture<Answer> send(PeerUrl target, String path, byte[] json, Duration timeout) {
        return send(target, path, json, json == null ? MAX_STATUS_BYTES : MAX_BODY_BYTES, timeout);
    }

    /** As {@link #send(PeerUrl, String, byte[], Duration)}, with an answer of at most {@code maxBytes}. */
    CompletableFuture<Answer> send(PeerUrl target, String path, byte[] json, int maxBytes, Duration timeout) {
        return send(target, new Sent(json == null ? "GET" : "POST", path, json, Map.of()), maxBytes, timeout);
    }

    private CompletableFuture<Answer> send(PeerUrl target, Sent sent, int maxBytes, Duration timeout) {
        return begin(
                resolver.resolve(target.hostPort(), origin(target), target.isHttps()),
                new Call(target, sent, maxBytes, timeout));
    }

    /** The same to an address that was judged before: the name is not looked up again. */
    CompletableFuture<Answer> send(InetAddress judged, PeerUrl target, Sent sent, int maxBytes, Duration timeout) {
        return begin(CompletableFuture.completedFuture(List.of(judged)), new Call(target, sent, maxBytes, timeout));
    }

    private CompletableFuture<Answer> begin(CompletableFuture<List<InetAddress>> resolved, Call call) {
        CompletableFuture<Answer> result = call.result;
        Runnable timer = timeline.after(call.timeout, call::expire);
        resolved.whenComplete((addresses, failure) -> {
            if (failure != null) {
                result.completeExceptionally(DialFailure.of(failure));
            } else {
                call.attempt(addresses, 0);
            }
        });
        return result.whenComplete((answer, failure) -> timer.run());
    }

    private final class Call {
        private final PeerUrl target;
        private final Sent sent;
        private final int maxBytes;
        private final Duration timeout;
        private final CompletableFuture<Answer> result = new CompletableFuture<>();
        private volatile CompletableFuture<?> running;

        Call(PeerUrl target, Sent sent, int maxBytes, Duration timeout) {
            this.target = target;
            this.sent = sent;
            this.maxBytes = maxBytes;
            this.timeout = timeout;
        }

        void attempt(List<InetAddress> addresses, int index) {
            if (result.isDone()) {
                return;
            }
            InetAddress address = addresses.get(index);
            CompletableFuture<HttpResponse<byte[]>> exchange =
                    client.sendAsync(request(address), BoundedBody.handler(maxBytes));
            running = exchange;
            // The client ends its futures on threads of the common pool, or on new ones without a name; what follows
            // does not
            // belong there.
            exchange.whenCompleteAsync(
                    (response, failure) -> {
                        if (failure == null) {
                            result.complete(
                                    new Answer(response.statusCode(), peerId(response), response.body(), address));
                            return;
                        }
                        DialFailure why = classify(failure);
                        if (!why.connected() && index + 1 < addresses.size()) {
                            attempt(addresses, index + 1);
                        } else {
                            result.completeExceptionally(why);
                        }
                    },
                    client.executor().orElseThrow());
            if (result.isDone()) {
                exchange.cancel(true); // expired between the check and the start
            }
        }

        void expire() {
            result.completeExceptionally(
                    DialFailure.after(PortReach.TIMED_OUT, "no answer within " + timeout.toMillis() + " ms"));
            CompletableFuture<?> exchange = running;
            if (exchange != null) {
                exchange.cancel(true); // closes the connection: what comes late is nobody's
            }
        }

        private HttpRequest request(InetAddress address) {
            HostPort where =
                    new HostPort(address.getHostAddress(), target.hostPort().port());
            URI uri = URI.create((target.isHttps() ? target.toString() : "http://" + where) + sent.path());
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).setHeader("User-Agent", Callers.PEER_AGENT);
            sent.headers().forEach(request::setHeader);
            if (sent.json() == null) {
                return request.method(sent.method(), HttpRequest.BodyPublishers.noBody())
                        .build();
            }
            return request.setHeader("Content-Type", "application/json")
                    .method(sent.method(), HttpRequest.BodyPublishers.ofByteArray(sent.json()))
                    .build();
        }

        private DialFailure classify(Throwable failure) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof HttpConnectTimeoutException) {
                return DialFailure.before(PortReach.TIMED_OUT, target + " did not accept a connection in time");
            }
            if (cause instanceof ConnectException) {
                return DialFailure.before(PortReach.REFUSED, target + " refuses connections");
            }
            if (cause instanceof HttpTimeoutException) {
                return DialFailure.after(PortReach.TIMED_OUT, target + " did not answer in time");
            }
            for (Throwable at = cause; at != null; at = at.getCause()) {
                if (at instanceof SSLException) {
                    return DialFailure.before(PortReach.UNTRUSTED, target + " is not trusted: " + at.getMessage());
                }
            }
            return DialFailure.after(PortReach.NOT_A_PEER, target + " broke off: " + cause.getMessage());
        }
    }

    private static String peerId(HttpResponse<?> response) {
        return response.headers().firstValue(PeerChannel.PEER_ID_HEADER).orElse(null);
    }
}
