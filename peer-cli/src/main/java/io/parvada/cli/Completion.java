package io.parvada.cli;

import io.parvada.cli.session.Session;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Completion for bash and zsh, made by picocli; its own command brings a second {@code --help} and cannot be used. */
@Command(
        name = "generate-completion",
        description = "Print a completion script for bash or zsh.",
        footer = {"", "Example: source <(peer-cli generate-completion)"})
final class Completion implements Runnable {

    private final Session session;

    @Spec
    private CommandSpec spec;

    Completion(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        // Written by this program, not by a peer: it keeps its line ends.
        session.console()
                .out()
                .println(AutoComplete.bash("peer-cli", spec.root().commandLine()));
    }
}
