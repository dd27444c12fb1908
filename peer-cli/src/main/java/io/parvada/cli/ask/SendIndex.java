package io.parvada.cli.ask;

import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.Json;
import io.parvada.cli.session.Session;
import picocli.CommandLine.Command;

/** Makes the asked peer publish what it shares to its directory now. */
@Command(
        name = "send_index",
        aliases = "send-index",
        description = "Let the asked peer tell its directory what it shares now, and not at its next turn.",
        footer = {"", "Example: peer-cli send_index"})
public final class SendIndex implements Runnable {

    private final Session session;

    public SendIndex(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Answer answer = session.asked().showing().post("/publish", null);
        if (session.json()) {
            session.printBody(answer);
            return;
        }
        Long count = Json.number(answer.json(), "count");
        Long epoch = Json.number(answer.json(), "epoch");
        session.console()
                .line("published" + (count == null ? "" : " " + Cells.count(count, "file"))
                        + (epoch == null ? "" : ", epoch " + epoch));
    }
}
