package io.parvada.cli.ask;

import io.parvada.cli.output.Console;
import io.parvada.cli.output.Units;
import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.Json;
import io.parvada.cli.peer.Query;
import io.parvada.cli.peer.RemotePeer;
import io.parvada.cli.session.Session;
import java.time.Duration;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** The asked peer itself. */
@Command(
        name = "status",
        description = "Who the asked peer is, where it is reached, how much it shares, whom it knows.",
        footer = {"", "Example: peer-cli --port 8002 status"})
public final class Status implements Runnable {

    private final Session session;

    public Status(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Answer answer = session.asked().get("/status", new Query());
        if (session.json()) {
            session.printBody(answer);
        } else {
            print(answer.json(), session.console());
        }
    }

    private static void print(JsonNode status, Console console) {
        RemotePeer peer = RemotePeer.of(status.path("peer"));
        JsonNode peers = status.path("peers");
        Duration up = Duration.ofSeconds(status.path("uptime_seconds").longValue(0));
        console.line(peer.label());
        console.line("  id         " + peer.id());
        console.line("  REST       " + String.join(", ", peer.urls()));
        console.line("  gRPC       " + String.join(", ", peer.grpcs()));
        console.line("  version    " + Json.text(status, "version") + ", up " + Units.time(up));
        console.line("  access     " + Json.text(status, "access"));
        console.line("  files      " + files(status.path("files")));
        console.line(
                "  peers      " + count(peers, "alive") + ", " + count(peers, "suspect") + ", " + count(peers, "dead"));
        console.line("  transfers  " + count(status.path("transfers"), "active"));
    }

    private static String files(JsonNode files) {
        JsonNode indexing = files.path("indexing");
        long done = indexing.path("done").longValue(0);
        long total = indexing.path("total").longValue(0);
        boolean scanning = "scanning".equals(Json.text(indexing, "state"));
        String hashing = done < total ? ", hashing " + done + " of " + total : "";
        String under = scanning ? ", scanning: " + done + " seen" : hashing;
        return files.path("count").longValue(0) + " with "
                + Units.bytes(files.path("bytes").longValue(0)) + under;
    }

    private static String count(JsonNode object, String what) {
        return object.path(what).longValue(0) + " " + what;
    }
}
