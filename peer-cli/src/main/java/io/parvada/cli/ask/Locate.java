package io.parvada.cli.ask;

import io.parvada.cli.output.Table;
import io.parvada.cli.output.Units;
import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.Holder;
import io.parvada.cli.peer.Located;
import io.parvada.cli.session.Given;
import io.parvada.cli.session.Session;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who holds a file. */
@Command(
        name = "locate",
        description = "Which peers hold exactly this file.",
        footer = {
            "",
            "Examples:",
            "  peer-cli locate ejemplo.txt",
            "  peer-cli --action locate --filename ejemplo.txt",
            "",
            "Exit code 3: no peer has it. Exit code 4: none of the peers that answered has it, but not all could be asked."
        })
public final class Locate implements Runnable {

    private final Session session;

    @Option(names = "--filename", paramLabel = "NAME", description = "The whole name, or its last segment.")
    private String filename;

    @Option(names = "--root", paramLabel = "ROOT", description = "By content instead: 64 hexadecimal digits.")
    private String root;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The same as --filename.")
    private String name;

    public Locate(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String wanted = Given.either("--filename", filename, name).orElse(null);
        if ((wanted == null) == (root == null)) {
            throw new PeerException(Reason.INVALID_REQUEST, "locate needs either --filename or --root");
        }
        Answer answer = Located.ask(session.asked(), wanted, root);
        Located located = Located.of(answer, wanted == null ? root : wanted);
        located.ignored().forEach(session.console()::note);
        if (session.json()) {
            session.printBody(answer);
        }
        if (located.holders().isEmpty()) {
            throw located.notFound();
        }
        if (!session.json()) {
            print(located);
        }
    }

    private void print(Located located) {
        Table table = new Table("PEER", "NAME", ">SIZE", "ROOT", "REST");
        for (Holder holder : located.holders()) {
            table.row(
                    holder.peer().label(),
                    holder.name(),
                    Units.bytes(holder.sizeBytes()),
                    holder.content().map(content -> content.root().hex()).orElse("(hashing)"),
                    Cells.first(holder.peer().urls()));
        }
        session.console().table(table);
        if (!located.complete()) {
            session.console().line(located.incompleteness());
        }
    }
}
