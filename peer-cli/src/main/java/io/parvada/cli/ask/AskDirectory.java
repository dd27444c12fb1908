package io.parvada.cli.ask;

import io.parvada.cli.output.Table;
import io.parvada.cli.output.Units;
import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.Json;
import io.parvada.cli.peer.Query;
import io.parvada.cli.session.Given;
import io.parvada.cli.session.Session;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Asks a directory, and it alone, who shares what. */
@Command(
        name = "query",
        description =
                "Ask a directory, and it alone, for files by a part of their name: the asked peer, or else where you"
                        + " are logged in.",
        footer = {"", "Example: peer-cli query .txt"})
public final class AskDirectory implements Runnable {

    private final Session session;

    @Option(
            names = "--query",
            paramLabel = "TEXT",
            description = "A part of the name, in any case; with * or ? a glob for the whole name; * lists all.")
    private String query;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many hits.")
    private Integer limit;

    @Option(names = "--after", paramLabel = "NEXT", description = "The page after this one, as the one before says.")
    private String after;

    @Parameters(arity = "0..1", paramLabel = "TEXT", description = "The same as --query.")
    private String text;

    public AskDirectory(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String wanted = Given.required("--query", query, text);
        Answer answer = session.directory()
                .showing()
                .get(
                        "/directory/query",
                        new Query().with("query", wanted).with("limit", limit).with("after", after));
        if (session.json()) {
            session.printBody(answer);
        } else {
            print(answer.json());
        }
        if (answer.json().path("hits").isEmpty()) {
            throw new PeerException(Reason.FILE_NOT_FOUND, "the directory knows no file that matches '" + wanted + "'");
        }
    }

    private void print(JsonNode answer) {
        Table table = new Table("NAME", ">SIZE", "ROOT", "HELD BY");
        for (JsonNode hit : answer.path("hits")) {
            table.row(
                    Json.text(hit, "name"),
                    Units.bytes(hit.path("size").longValue(0)),
                    Cells.shortRoot(Json.text(hit, "root")),
                    Cells.labels(hit.path("peers")));
        }
        if (!answer.path("hits").isEmpty()) {
            session.console().table(table);
        }
        session.console().line(Cells.count(answer.path("hits").size(), "hit") + " by the directory");
        String next = Json.text(answer, "next");
        if (next != null) {
            session.console().line("there are more; --after '" + next + "' goes on");
        }
    }
}
