package io.parvada.cli.ask;

import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.Json;
import io.parvada.cli.peer.RemotePeer;
import io.parvada.cli.session.Given;
import io.parvada.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the asked peer know another. */
@Command(
        name = "add_peer",
        aliases = "add-peer",
        description = "Tell the asked peer of another one; it is added when it answers and proves who it is.",
        footer = {"", "Example: peer-cli add_peer http://10.0.0.12:8001"})
public final class AddPeer implements Runnable {

    private static final int CREATED = 201;

    private final Session session;

    @Option(
            names = {"--peer-url", "--peer_url"},
            paramLabel = "URL",
            description = "The other peer's REST address.")
    private String peerUrl;

    @Option(
            names = {"--peer-name", "--peer_name"},
            paramLabel = "NAME",
            description = "What you call it; the name that it gives itself is what counts.")
    private String peerName;

    @Option(
            names = {"--peer-grpc", "--peer_grpc"},
            paramLabel = "HOST:PORT",
            description = "Its gRPC address, if not where it says itself.")
    private String peerGrpc;

    @Parameters(arity = "0..1", paramLabel = "URL", description = "The same as --peer-url.")
    private String url;

    public AddPeer(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        ObjectNode body = Json.object().put("url", Given.required("--peer_url", peerUrl, url));
        if (peerName != null) {
            body.put("name", peerName);
        }
        if (peerGrpc != null) {
            body.put("grpc", peerGrpc);
        }
        Answer answer = session.asked().post("/peers", body.toString());
        if (session.json()) {
            session.printBody(answer);
            return;
        }
        // The peer as it answered, either as the whole body or as its "peer".
        JsonNode entry = answer.json().has("peer") ? answer.json().path("peer") : answer.json();
        RemotePeer peer = RemotePeer.of(entry);
        session.console()
                .line((answer.status() == CREATED ? "added " : "already known: ") + peer.label() + " (" + peer.id()
                        + ") at " + String.join(", ", peer.urls()));
    }
}
