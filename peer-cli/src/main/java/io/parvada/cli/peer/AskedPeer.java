package io.parvada.cli.peer;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;

/**
 * The peer that the user asks, over REST. Each call blocks, ends by itself, follows no redirect, and takes at most 64 MiB
 * of JSON. Failures are PeerExceptions: the peer's own reason where it gave one (its problem document is the cause, a
 * {@link RemoteProblem}), else PEER_UNREACHABLE or DEADLINE_EXCEEDED with what to look at.
 */
public final class AskedPeer {

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_BODY_BYTES = 64 << 20;

    private final URI base;
    private final Optional<String> token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * @param host a name or an address, IPv6 with or without brackets
     * @param token sent as a bearer token to this peer alone
     * @throws PeerException INVALID_REQUEST for what is no host or port
     */
    public AskedPeer(String host, int port, Optional<String> token) {
        this.base = base(host, port);
        this.token = token;
    }

    /** {@code http://host:port} */
    public URI base() {
        return base;
    }

    public Answer get(String path, Query query) {
        return json(request(path + query).GET());
    }

    /** Posts JSON, or nothing where {@code body} is null. */
    public Answer post(String path, String body) {
        HttpRequest.Builder request = request(path);
        if (body == null) {
            return json(request.POST(BodyPublishers.noBody()));
        }
        return json(request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    /** Begins to send a file's bytes; what is given waits for the answer, as long as the bytes take. */
    public PendingAnswer put(String path, String reprDigest, BodyPublisher body) {
        HttpRequest request = request(path)
                .header("Content-Type", "application/octet-stream")
                .header("Repr-Digest", reprDigest)
                .expectContinue(true) // a refusal then comes instead of the 100, and no byte is sent in vain
                .PUT(body)
                .build();
        return new PendingAnswer(http.sendAsync(request, LimitedBody.upTo(MAX_BODY_BYTES)), request.uri());
    }

    /** The ETag of a shared file without its quotes; empty when there is none of this name, or it is not hashed yet. */
    public Optional<String> etag(String name) {
        HttpRequest request = request("/files/" + Query.path(name))
                .method("HEAD", BodyPublishers.noBody())
                .timeout(ANSWER_TIMEOUT)
                .build();
        HttpResponse<Void> response = exchange(request, HttpResponse.BodyHandlers.discarding());
        return response.statusCode() == 200
                ? response.headers().firstValue("ETag").map(tag -> tag.replace("\"", ""))
                : Optional.empty();
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + pathAndQuery))
                .header("Accept", "application/json, application/problem+json");
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private Answer json(HttpRequest.Builder request) {
        return answer(exchange(request.timeout(ANSWER_TIMEOUT).build(), LimitedBody.upTo(MAX_BODY_BYTES)), base);
    }

    // The request's own timeout ends with the headers, this one with the body.
    private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> handler) {
        CompletableFuture<HttpResponse<T>> call = http.sendAsync(request, handler);
        try {
            return call.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw HttpCalls.failure(e.getCause(), request.uri());
        } catch (TimeoutException e) {
            call.cancel(true);
            throw HttpCalls.failure(e, request.uri());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException(Reason.CANCELLED, "interrupted", e);
        }
    }

    static Answer answer(HttpResponse<byte[]> response, URI base) {
        byte[] body = response.body();
        if (response.statusCode() / 100 != 2) {
            throw RemoteProblem.of(response.statusCode(), body, base);
        }
        try {
            String text = new String(body, StandardCharsets.UTF_8);
            return new Answer(response.statusCode(), text, body.length == 0 ? null : Json.parse(body));
        } catch (JacksonException e) {
            throw new PeerException(
                    Reason.PEER_UNREACHABLE,
                    "what answers at " + base + " is not a peer: its answer is no JSON; is this its REST port?",
                    e);
        }
    }

    private static URI base(String host, int port) {
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        String authority = bare ? "[" + host + "]" : host;
        try {
            URI uri = new URI("http://" + authority + ":" + port);
            if (port >= 1
                    && port <= 65_535
                    && uri.getHost() != null
                    && uri.getRawPath().isEmpty()) {
                return uri;
            }
        } catch (java.net.URISyntaxException wrong) {
            // falls through: one sentence for every wrong form
        }
        throw new PeerException(
                Reason.INVALID_REQUEST,
                "--host is a name or address without a scheme and --port is 1 to 65535, not '" + host + "' and "
                        + port);
    }
}
