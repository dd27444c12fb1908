package io.parvada.cli.account;

import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.AskedPeer;
import io.parvada.cli.peer.Json;
import io.parvada.cli.session.Given;
import io.parvada.cli.session.LoggedIn;
import io.parvada.cli.session.Session;
import io.parvada.cli.session.SessionFile;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Logs in at the asked peer's directory. */
@Command(
        name = "login",
        description = {
            "Log in at a directory: the asked peer, which must be one.",
            "What it issues is bound to a key made for it, and kept in the session file for the actions that follow, at"
                    + " any peer of that directory, until it expires or you log out."
        },
        footer = {
            "",
            "Examples:",
            "  peer-cli --port 8001 login ana                         asks for the password",
            "  peer-cli login --name ana --password-file ~/.ana       for scripts"
        })
public final class Login implements Runnable {

    static final String PATH = "/directory/login";

    private final Session session;

    @Option(names = "--name", paramLabel = "ACCOUNT", description = "The account.")
    private String name;

    @Mixin
    private final Password password = new Password();

    @Parameters(arity = "0..1", paramLabel = "ACCOUNT", description = "The same as --name.")
    private String account;

    public Login(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String who = Given.required("--name", name, account);
        AskedPeer directory = session.asked();
        HolderKey key = HolderKey.generate();
        ObjectNode body = Json.object().put("name", who).put("password", password.read(session, who));
        body.putObject("peer").put("id", key.id());
        Answer answer = directory.postProven(PATH, body.toString(), key);
        LoggedIn loggedIn = loggedIn(answer, directory, who, key);
        new SessionFile(session.sessionFile()).write(loggedIn);
        if (session.json()) {
            // Without the credential: what prints answers may be logged.
            session.console()
                    .json(Json.object()
                                    .put("account", who)
                                    .put("expires_at", loggedIn.expires().toString())
                            + "\n");
        } else {
            session.console()
                    .line("logged in as " + who + " at " + directory.base() + " until " + loggedIn.expires() + " ("
                            + session.sessionFile() + ")");
        }
    }

    private static LoggedIn loggedIn(Answer answer, AskedPeer directory, String who, HolderKey key) {
        String credential = Json.text(answer.json(), "credential");
        String expires = Json.text(answer.json(), "expires_at");
        try {
            if (credential != null && expires != null) {
                return new LoggedIn(directory.base().toString(), who, credential, Instant.parse(expires), key);
            }
        } catch (DateTimeParseException noTime) {
            // as below
        }
        throw new PeerException(
                Reason.PEER_UNREACHABLE,
                directory.base() + " answered the login with no credential; is it a directory?");
    }
}
