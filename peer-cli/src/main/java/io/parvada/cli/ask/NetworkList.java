package io.parvada.cli.ask;

import io.parvada.cli.output.Table;
import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.Json;
import io.parvada.cli.peer.Query;
import io.parvada.cli.peer.RemotePeer;
import io.parvada.cli.session.Session;
import java.util.Locale;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Whom the asked peer knows; asks nobody else. */
@Command(
        name = "network_list",
        aliases = "network-list",
        description = "Every peer that the asked one knows, with its state and files; asks only this one.",
        footer = {"", "Example: peer-cli network_list"})
public final class NetworkList implements Runnable {

    private final Session session;

    public NetworkList(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Answer answer = session.asked().get("/peers", new Query());
        if (session.json()) {
            session.printBody(answer);
            return;
        }
        Table table = new Table("PEER", "STATE", "REST", "GRPC", ">FILES", ">RTT", "LAST SEEN");
        RemotePeer self = RemotePeer.of(answer.json().path("self"));
        table.row(self.label(), "asked", Cells.first(self.urls()), Cells.first(self.grpcs()), null, null, null);
        answer.json().path("peers").forEach(peer -> row(table, peer));
        session.console().table(table);
        answer.json().path("peers").forEach(this::conflict);
    }

    private static void row(Table table, JsonNode entry) {
        RemotePeer peer = RemotePeer.of(entry);
        JsonNode rtt = entry.path("rtt_ms");
        table.row(
                peer.label(),
                Json.text(entry, "state"),
                Cells.first(peer.urls()),
                Cells.first(peer.grpcs()),
                Json.number(entry, "files"),
                rtt.isNumber() ? String.format(Locale.ROOT, "%.1f ms", rtt.doubleValue()) : null,
                Cells.time(Json.text(entry, "last_seen")));
    }

    private void conflict(JsonNode entry) {
        String conflict = Json.text(entry, "conflict");
        if (conflict != null) {
            session.console().line("conflict: " + RemotePeer.of(entry).label() + ": " + conflict);
        }
    }
}
