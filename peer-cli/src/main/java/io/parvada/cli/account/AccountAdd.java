package io.parvada.cli.account;

import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.Json;
import io.parvada.cli.session.Given;
import io.parvada.cli.session.Session;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Makes an account at the asked peer's directory. */
@Command(
        name = "account_add",
        aliases = "account-add",
        description = "Make an account at a directory: the asked peer. For its administrators: logged in with the scope"
                + " admin, or with the peer's admin token.",
        footer = {
            "",
            "Examples:",
            "  peer-cli account_add bob                               asks for bob's password",
            "  peer-cli --action account_add --name metrics --scopes metrics --password-file ~/.metrics"
        })
public final class AccountAdd implements Runnable {

    private final Session session;

    @Option(names = "--name", paramLabel = "ACCOUNT", description = "The new account.")
    private String name;

    @Option(
            names = "--scopes",
            paramLabel = "SCOPE",
            split = ",",
            description = "What it may do: some of read, write, admin, metrics. Else read,write.")
    private List<String> scopes;

    @Mixin
    private final Password password = new Password();

    @Parameters(arity = "0..1", paramLabel = "ACCOUNT", description = "The same as --name.")
    private String account;

    public AccountAdd(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String who = Given.required("--name", name, account);
        ObjectNode body = Json.object().put("name", who).put("password", password.read(session, who));
        if (scopes != null) {
            scopes.forEach(body.putArray("scopes")::add);
        }
        Answer answer = session.asked().showing().post("/directory/accounts", body.toString());
        if (session.json()) {
            session.printBody(answer);
        } else {
            session.console().line("made the account " + who);
        }
    }
}
