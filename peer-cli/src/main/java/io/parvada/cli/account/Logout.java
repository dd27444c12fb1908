package io.parvada.cli.account;

import io.parvada.cli.session.LoggedIn;
import io.parvada.cli.session.Session;
import io.parvada.cli.session.SessionFile;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Forgets who the user is. */
@Command(
        name = "logout",
        description = {
            "Tell the directory that you are gone, and delete the session file.",
            "The file is deleted also where the directory cannot be told; what it held expires by itself."
        },
        footer = {"", "Example: peer-cli logout"})
public final class Logout implements Runnable {

    private final Session session;

    public Logout(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        SessionFile file = new SessionFile(session.sessionFile());
        Optional<LoggedIn> loggedIn = file.read();
        if (loggedIn.isEmpty()) {
            session.console().line("nobody is logged in (" + session.sessionFile() + ")");
            return;
        }
        try {
            session.directory().showing().post("/directory/logout", null);
        } finally {
            file.delete();
        }
        session.console().line("logged out " + loggedIn.get().account());
    }
}
