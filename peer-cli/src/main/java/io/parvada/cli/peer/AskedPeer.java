package io.parvada.cli.peer;

import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The peer that the user asks, over REST. Each call blocks, ends by itself, follows no redirect, and takes at most 64 MiB
 * of JSON. Failures are PeerExceptions: the peer's own reason where it gave one (its problem document is the cause, a
 * {@link RemoteProblem}), else PEER_UNREACHABLE or DEADLINE_EXCEEDED with what to look at.
 */
public final class AskedPeer {

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BODY_BYTES = 64 << 20;
    private static final String EVENTS = "text/event-stream, application/json;q=0.5, application/problem+json;q=0.5";

    /**
     * One server-sent event.
     *
     * @param more whether further ones have arrived already, so that it is too early to draw
     */
    public record Event(String name, JsonNode data, boolean more) {}

    private static final int UNAUTHORIZED = 401;

    private final URI base;
    private final Shown shown;

    /** The asked peer's id once it has asked for a credential; until then none is shown. */
    private volatile String callee;

    /**
     * @param host a name or an address, IPv6 with or without brackets; after {@code https://} over TLS
     * @param shown a credential only if this peer asks for one
     * @throws PeerException INVALID_REQUEST for what is no host or port
     */
    public AskedPeer(String host, int port, Shown shown) {
        this.base = base(host, port);
        this.shown = shown;
    }

    /** {@code http://host:port} or {@code https://host:port} */
    public URI base() {
        return base;
    }

    public Answer get(String path, Query query) {
        return json("GET", path + query, null);
    }

    /**
     * Asks for server-sent events, which {@code each} takes as they come.
     *
     * @return when the last has come, or with the answer of a peer that has no events here
     */
    public Optional<Answer> events(String path, Query query, Consumer<Event> each) {
        URI uri = URI.create(base + path + query);
        SmallCall.Reply reply = shown("GET", uri, headers -> {
            headers.put("Accept", EVENTS);
            return SmallCall.events(
                    uri,
                    headers,
                    MAX_BODY_BYTES,
                    (name, data, more) ->
                            each.accept(new Event(name, parsed(data.getBytes(StandardCharsets.UTF_8), base), more)));
        });
        return reply.body() == null ? Optional.empty() : Optional.of(answer(reply.status(), reply.body(), base));
    }

    /** Posts JSON, or nothing where {@code body} is null. */
    public Answer post(String path, String body) {
        return json("POST", path, body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Posts JSON with a proof that whoever asks for a credential holds the key that it shall be bound to.
     *
     * @throws PeerException PEER_UNREACHABLE also for what answers without saying who it is
     */
    public Answer postProven(String path, String body, HolderKey key) {
        CallSigner signer = new CallSigner(
                key, () -> "", Clock.systemUTC(), () -> UUID.randomUUID().toString());
        URI uri = URI.create(base + path);
        Map<String, String> headers = headers("POST", uri);
        headers.put("Content-Type", "application/json");
        headers.put(Claims.PROOF_HEADER, signer.proof(identify(), "POST", uri.getRawPath()));
        SmallCall.Reply reply =
                SmallCall.exchange("POST", uri, headers, body.getBytes(StandardCharsets.UTF_8), MAX_BODY_BYTES);
        return answer(reply.status(), reply.body(), base);
    }

    /** Shows the credential, where there is one, also to a peer that would let anyone ask. */
    public AskedPeer showing() {
        if (callee == null && shown.hasCredential()) {
            callee = identify();
        }
        return this;
    }

    /** Begins to send a file's bytes; what is given waits for the answer, as long as the bytes take. */
    public PendingAnswer put(String path, String reprDigest, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/octet-stream")
                .header("Repr-Digest", reprDigest)
                .expectContinue(true) // a refusal then comes instead of the 100, and no byte is sent in vain
                .PUT(body);
        headers("PUT", URI.create(base + path)).forEach(request::header);
        HttpRequest built = request.build();
        return new PendingAnswer(streaming().sendAsync(built, LimitedBody.upTo(MAX_BODY_BYTES)), built.uri());
    }

    /** The ETag of a shared file without its quotes; empty when there is none of this name, or it is not hashed yet. */
    public Optional<String> etag(String name) {
        SmallCall.Reply reply = exchange("HEAD", "/files/" + Query.path(name), null);
        return reply.status() == 200
                ? Optional.ofNullable(reply.etag()).map(tag -> tag.replace("\"", ""))
                : Optional.empty();
    }

    private Answer json(String method, String pathAndQuery, byte[] body) {
        SmallCall.Reply reply = exchange(method, pathAndQuery, body);
        return answer(reply.status(), reply.body(), base);
    }

    private SmallCall.Reply exchange(String method, String pathAndQuery, byte[] body) {
        URI uri = URI.create(base + pathAndQuery);
        return shown(method, uri, headers -> {
            if (body != null && body.length > 0) {
                headers.put("Content-Type", "application/json");
            }
            return SmallCall.exchange(method, uri, headers, body, MAX_BODY_BYTES);
        });
    }

    /** A call, and once more with a credential if it turns out that this peer asks for one. */
    private SmallCall.Reply shown(String method, URI uri, Function<Map<String, String>, SmallCall.Reply> call) {
        SmallCall.Reply reply = call.apply(headers(method, uri));
        if (reply.status() != UNAUTHORIZED || callee != null || reply.peerId() == null || !shown.hasCredential()) {
            return reply;
        }
        callee = identify();
        return call.apply(headers(method, uri));
    }

    /** Who answers here. */
    private String identify() {
        URI uri = URI.create(base + "/actuator/health/liveness");
        SmallCall.Reply reply = SmallCall.exchange("GET", uri, Map.of(), null, MAX_BODY_BYTES);
        if (reply.peerId() == null) {
            throw new PeerException(
                    Reason.PEER_UNREACHABLE, "what answers at " + base + " is not a peer; is this its REST port?");
        }
        return reply.peerId();
    }

    private Map<String, String> headers(String method, URI uri) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json, application/problem+json");
        shown.token().ifPresent(secret -> headers.put("Authorization", "Bearer " + secret));
        if (callee != null) {
            headers.putAll(shown.headers(callee, method, uri.getRawPath()));
        }
        return headers;
    }

    private static HttpClient streaming() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    static Answer answer(int status, byte[] body, URI base) {
        if (status / 100 != 2) {
            throw RemoteProblem.of(status, body, base);
        }
        String text = new String(body, StandardCharsets.UTF_8);
        return new Answer(status, text, body.length == 0 ? null : parsed(body, base));
    }

    private static JsonNode parsed(byte[] json, URI base) {
        try {
            return Json.parse(json);
        } catch (JacksonException e) {
            throw new PeerException(
                    Reason.PEER_UNREACHABLE,
                    "what answers at " + base + " is not a peer: its answer is no JSON; is this its REST port?",
                    e);
        }
    }

    private static URI base(String given, int port) {
        boolean tls = given.startsWith(PeerChannel.TLS);
        String host = tls ? given.substring(PeerChannel.TLS.length()) : given;
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        String authority = bare ? "[" + host + "]" : host;
        try {
            URI uri = new URI((tls ? PeerChannel.TLS : "http://") + authority + ":" + port);
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
                "--host is a name or address, alone or after https://, and --port is 1 to 65535, not '" + given
                        + "' and " + port);
    }
}
