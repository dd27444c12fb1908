package io.parvada.cli.ask;

import io.parvada.cli.output.Table;
import io.parvada.cli.output.Units;
import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.Json;
import io.parvada.cli.peer.Query;
import io.parvada.cli.peer.RemotePeer;
import io.parvada.cli.session.Given;
import io.parvada.cli.session.Session;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What the asked peer shares, page after page; never more than one page is in memory. */
@Command(
        name = "list",
        description = "The files that the asked peer shares.",
        footer = {"", "Examples:", "  peer-cli list", "  peer-cli list .txt", "  peer-cli --port 8003 --action list"})
public final class ListFiles implements Runnable {

    private static final int PAGE = 1000;

    private final Session session;

    @Option(names = "--query", paramLabel = "TEXT", description = "Only names that hold TEXT; with * or ? a glob.")
    private String query;

    @Parameters(arity = "0..1", paramLabel = "TEXT", description = "The same as --query.")
    private String text;

    public ListFiles(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String wanted = Given.either("--query", query, text).orElse(null);
        Answer page = page(wanted, null);
        String next = Json.text(page.json(), "next");
        if (session.json() && next == null) {
            session.printBody(page);
            return;
        }
        begin(page.json());
        while (true) {
            print(page.json());
            String after = next;
            if (after == null) {
                break;
            }
            page = page(wanted, after);
            next = Json.text(page.json(), "next");
            // A peer whose pages lead back to themselves would be listed for ever.
            next = after.equals(next) ? null : next;
        }
        end();
    }

    private Answer page(String wanted, String after) {
        return session.asked()
                .get(
                        "/files",
                        new Query().with("query", wanted).with("limit", PAGE).with("after", after));
    }

    private void begin(JsonNode first) {
        if (session.json()) {
            session.console().json("{\"peer\":" + first.path("peer") + ",\"files\":[");
        } else if (first.path("files").isEmpty()) {
            session.console().note(RemotePeer.of(first.path("peer")).label() + " shares no such file");
        }
    }

    private boolean any;

    private void print(JsonNode page) {
        if (session.json()) {
            for (JsonNode file : page.path("files")) {
                session.console().json((any ? "," : "") + file);
                any = true;
            }
        } else if (!page.path("files").isEmpty()) {
            List<String> lines = table(page).lines();
            lines.subList(any ? 1 : 0, lines.size()).forEach(session.console()::line);
            any = true;
        }
    }

    private void end() {
        if (session.json()) {
            session.console().json("],\"next\":null}\n");
        }
    }

    private static Table table(JsonNode page) {
        Table table = new Table("NAME", ">SIZE", "MODIFIED", "ROOT");
        for (JsonNode file : page.path("files")) {
            table.row(
                    Json.text(file, "name"),
                    Units.bytes(file.path("size").longValue(0)),
                    Cells.time(Json.text(file, "modified")),
                    Cells.shortRoot(Json.text(file, "root")));
        }
        return table;
    }
}
