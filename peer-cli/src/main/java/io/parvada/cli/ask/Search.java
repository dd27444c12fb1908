package io.parvada.cli.ask;

import io.parvada.cli.output.Table;
import io.parvada.cli.output.Units;
import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.Json;
import io.parvada.cli.peer.Located;
import io.parvada.cli.peer.Query;
import io.parvada.cli.session.Given;
import io.parvada.cli.session.Session;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The network search. */
@Command(
        name = "search",
        description = "Search all peers for files by a part of their name.",
        footer = {
            "",
            "Examples:",
            "  peer-cli search .txt                 every name that holds .txt, in any case",
            "  peer-cli search 'hello*' --explain   a glob; and how the query went from peer to peer",
            "  peer-cli --action search --query report --ttl 2 --timeout 500ms"
        })
public final class Search implements Runnable {

    private final Session session;

    @Option(
            names = "--query",
            paramLabel = "TEXT",
            description = "A part of the name, in any case; with * or ? a glob for the whole name; * lists all.")
    private String query;

    @Option(names = "--root", paramLabel = "ROOT", description = "By content instead: 64 hexadecimal digits.")
    private String root;

    @Option(names = "--ttl", paramLabel = "HOPS", description = "How many hops the query may go.")
    private Integer ttl;

    @Option(names = "--fanout", paramLabel = "N", description = "How many neighbours each peer asks.")
    private Integer fanout;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many hits.")
    private Integer limit;

    @Option(names = "--timeout", paramLabel = "TIME", description = "When the answer is due at the latest: 500ms, 2s.")
    private String timeout;

    @Option(names = "--explain", description = "Draw the way of the query, with each peer's time and hits.")
    private boolean explain;

    @Option(
            names = "--strategy",
            paramLabel = "flood|bloom",
            description = "bloom leaves out, on the last two hops, where summaries say that nothing of it is.")
    private String strategy;

    @Parameters(arity = "0..1", paramLabel = "TEXT", description = "The same as --query.")
    private String text;

    public Search(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String wanted = Given.either("--query", query, text).orElse(null);
        if ((wanted == null) == (root == null)) {
            throw new PeerException(Reason.INVALID_REQUEST, "search needs either --query or --root");
        }
        JsonNode answer = ask(parameters(wanted), wanted);
        if (answer.path("hits").isEmpty()) {
            throw Located.notFound(
                    "no file matches '" + (wanted == null ? root : wanted) + "'",
                    Json.flag(answer, "complete"),
                    Located.missed(answer.path("coverage")));
        }
    }

    private JsonNode ask(Query query, String wanted) {
        if (session.json()) {
            Answer answer = session.asked().get("/search", query);
            session.printBody(answer);
            return answer.json();
        }
        JsonNode answer = session.console().watched()
                ? new ArrivingHits(session, hits -> table(hits).lines()).search(query, wanted)
                : session.asked().get("/search", query).json();
        print(answer);
        return answer;
    }

    private Query parameters(String wanted) {
        return new Query()
                .with("query", wanted)
                .with("root", root)
                .with("ttl", ttl)
                .with("fanout", fanout)
                .with("limit", limit)
                .with("timeout", timeout)
                .with("strategy", strategy)
                .with("explain", explain ? "true" : null);
    }

    private void print(JsonNode answer) {
        JsonNode hits = answer.path("hits");
        if (!hits.isEmpty()) {
            session.console().table(table(hits));
        }
        session.console().line(coverage(answer));
        if (!Json.flag(answer, "complete")) {
            session.console().line(Located.incompleteness(Located.missed(answer.path("coverage"))));
        }
        if (Json.flag(answer, "truncated")) {
            session.console().line("there are more hits than these; --limit asks for more");
        }
        if (answer.path("explain").isObject()) {
            SearchTree.lines(answer.path("explain")).forEach(session.console()::line);
        }
    }

    private static Table table(Iterable<JsonNode> hits) {
        Table table = new Table("NAME", ">SIZE", "ROOT", "HELD BY");
        for (JsonNode hit : hits) {
            table.row(
                    Json.text(hit, "name"),
                    Units.bytes(hit.path("size").longValue(0)),
                    Cells.shortRoot(Json.text(hit, "root")),
                    Cells.labels(hit.path("peers")));
        }
        return table;
    }

    private static String coverage(JsonNode answer) {
        JsonNode coverage = answer.path("coverage");
        long pruned = coverage.path("pruned").longValue(0);
        String strategy = Json.text(coverage, "strategy");
        return Cells.count(answer.path("hits").size(), "hit") + "; "
                + Cells.count(coverage.path("known").longValue(0), "peer") + " known, "
                + coverage.path("asked").longValue(0) + " asked, "
                + coverage.path("answered").longValue(0) + " answered, "
                + (pruned == 0 ? "" : pruned + " ruled out, ")
                + Cells.count(coverage.path("messages").longValue(0), "message")
                + (strategy == null ? "" : " by " + strategy) + ", "
                + Units.time(Duration.ofMillis(answer.path("took_ms").longValue(0)));
    }
}
