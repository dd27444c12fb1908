package io.parvada.peer;

import com.nimbusds.jose.JOSEException;
import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.credential.HolderKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A peer as the directory sees one: a key, an address that nobody asks, and the calls that it makes. */
public final class DirectoryUser {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final HolderKey key = HolderKey.generate();
    private final String name;
    private String credential;

    public DirectoryUser(String name) {
        this.name = name;
    }

    /** The id that belongs to its key. */
    public String id() {
        try {
            return PeerId.of(key.shown().toECPublicKey()).value();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String key() {
        try {
            return Base64.getEncoder()
                    .encodeToString(key.shown().toECPublicKey().getEncoded());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The body of its login, as a peer. */
    public String login(String account, String password) {
        return """
                {"name": "%s", "password": "%s", "peer": {"id": "%s", "name": "%s", "url": "http://%s:8001",
                 "grpc": "%s:50051", "addresses": [], "key": "%s"}}""".formatted(account, password, id(), name, name, name, key());
    }

    /** Logs in and keeps the credential. */
    public HttpResponse<String> logIn(String directory, String account, String password) throws IOException {
        HttpResponse<String> answer = send(
                directory,
                "POST",
                "/directory/login",
                login(account, password),
                Map.of("DPoP", signer().proof(idOf(directory), "POST", "/directory/login")));
        if (answer.statusCode() == 200) {
            credential = JSON.readTree(answer.body()).get("credential").asString();
        }
        return answer;
    }

    /** One call with the credential and a proof of its own. */
    public HttpResponse<String> call(String directory, String method, String path, String body) throws IOException {
        return send(directory, method, path, body, headers(directory, method, path));
    }

    /** The headers of one call. */
    public Map<String, String> headers(String directory, String method, String path) throws IOException {
        return signer().headers(idOf(directory), method, path.replaceFirst("\\?.*", ""));
    }

    public String credential() {
        return credential;
    }

    private CallSigner signer() {
        return new CallSigner(
                key,
                () -> credential,
                Clock.systemUTC(),
                () -> UUID.randomUUID().toString());
    }

    private static String idOf(String directory) throws IOException {
        return send(directory, "GET", "/actuator/health/liveness", null, Map.of())
                .headers()
                .firstValue("Parvada-Peer-Id")
                .orElseThrow();
    }

    public static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    /** body null: none. */
    public static HttpResponse<String> send(
            String url, String method, String path, String body, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
