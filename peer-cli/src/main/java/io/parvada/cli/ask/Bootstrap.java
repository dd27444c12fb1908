package io.parvada.cli.ask;

import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.Json;
import io.parvada.cli.session.Session;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Makes the asked peer register with its configured friends now. */
@Command(
        name = "bootstrap",
        description = "Let the asked peer register with all its configured friends now, and not at its next try.",
        footer = {"", "Example: peer-cli bootstrap"})
public final class Bootstrap implements Runnable {

    private final Session session;

    public Bootstrap(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Answer answer = session.asked().post("/bootstrap", null);
        JsonNode report = answer.json();
        if (session.json()) {
            session.printBody(answer);
        } else {
            print(report);
        }
        if (report.path("registered").isEmpty() && !report.path("failed").isEmpty()) {
            throw new PeerException(Reason.PEER_UNREACHABLE, "no friend could be reached");
        }
    }

    private void print(JsonNode report) {
        session.console()
                .line("registered with " + Cells.count(report.path("registered").size(), "friend")
                        + names(report.path("registered")));
        for (JsonNode failed : report.path("failed")) {
            session.console()
                    .line("failed: " + Json.text(failed, "url") + ": " + Json.text(failed, "detail") + " ("
                            + Json.text(failed, "reason") + ")");
        }
        session.console()
                .line("knows " + Cells.count(report.path("peers").size(), "peer") + names(report.path("peers")));
    }

    private static String names(JsonNode peers) {
        return peers.isEmpty() ? "" : ": " + Cells.labels(peers);
    }
}
