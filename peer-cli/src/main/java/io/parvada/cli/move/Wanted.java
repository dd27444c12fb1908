package io.parvada.cli.move;

import io.parvada.cli.holder.Choice;
import io.parvada.cli.local.Target;
import io.parvada.cli.peer.Located;
import io.parvada.cli.session.Given;
import io.parvada.cli.session.Session;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a download fetches and where it goes, as the user says it. */
final class Wanted {

    @Option(names = "--filename", paramLabel = "NAME", description = "The whole name, or its last segment.")
    private String filename;

    @Option(
            names = "--root",
            paramLabel = "ROOT",
            description = "The content's root: instead of the name, or which of several.")
    private String root;

    @Option(
            names = "--from",
            paramLabel = "PEER",
            description = "The content that this peer holds, if there are several: name or id.")
    private String from;

    @Option(names = "--output", paramLabel = "DIR-or-FILE", description = "Where to put it; else its own name, here.")
    private String output;

    @Option(names = "--overwrite", description = "Replace a file that stands there with other content.")
    private boolean overwrite;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The same as --filename.")
    private String name;

    /** Asks who has it. @throws PeerException INVALID_REQUEST without a name or root, INVALID_NAME */
    Located locate(Session session) {
        String wanted = Given.either("--filename", filename, name).orElse(null);
        if (wanted == null && root == null) {
            throw new PeerException(Reason.INVALID_REQUEST, "a download needs --filename or --root");
        }
        if (wanted != null) {
            new FileName(wanted);
        }
        Located located = Located.of(
                Located.ask(session.asked(), wanted, wanted == null ? root : null), wanted == null ? root : wanted);
        located.ignored().forEach(session.console()::note);
        return located;
    }

    Choice choice() {
        return new Choice(root, from);
    }

    Target target(FileName found) {
        return Target.of(output, found, overwrite);
    }
}
