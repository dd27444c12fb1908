package io.parvada.cli;

import io.parvada.cli.output.Console;
import io.parvada.cli.peer.Json;
import io.parvada.cli.peer.RemoteProblem;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says every failure as one sentence on standard error, with {@code --json} as a problem document, and maps it to the exit code. */
final class Failures {

    private final Console console;

    Failures(Console console) {
        this.console = console;
    }

    /** An action failed. */
    int of(Exception failure, boolean json) {
        if (failure instanceof PeerException known) {
            return report(known, json);
        }
        return report(new PeerException(Reason.INTERNAL, "this should not have happened: " + failure, failure), json);
    }

    /** The command line made no sense. */
    int usage(ParameterException failure, String[] arguments) {
        boolean json = Arrays.asList(arguments).contains("--json");
        String detail = sentence(failure);
        report(new PeerException(Reason.INVALID_REQUEST, detail, failure), json);
        if (!json) {
            console.note("See: " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        }
        return ExitCode.USAGE;
    }

    private int report(PeerException failure, boolean json) {
        RemoteProblem remote = failure.getCause() instanceof RemoteProblem problem ? problem : null;
        String reason = remote == null ? failure.reason().name() : remote.reason();
        if (json) {
            console.problem(remote == null ? document(failure) : remote.document());
        } else {
            console.note("error: " + failure.detail() + " (" + reason + ")");
        }
        return ExitCode.of(failure);
    }

    private static String document(PeerException failure) {
        return Json.object()
                .put("reason", failure.reason().name())
                .put("detail", failure.detail())
                .toString();
    }

    private static String sentence(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            return failure.getMessage();
        }
        CommandLine command = failure.getCommandLine();
        String what = unmatched.getUnmatched().get(0);
        boolean action = command.getParent() == null && !what.startsWith("-");
        List<String> suggestions = action ? Suggestions.of(what, PeerCli.actions(command)) : unmatched.getSuggestions();
        String hint = suggestions.isEmpty()
                ? ""
                : "; did you mean " + suggestions.stream().limit(3).collect(Collectors.joining(" or ")) + "?";
        return (action ? "there is no action '" : "'")
                + what
                + (action ? "'" : "' is nothing that " + command.getCommandName() + " knows")
                + hint;
    }
}
