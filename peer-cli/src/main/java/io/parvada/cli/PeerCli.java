package io.parvada.cli;

import io.parvada.cli.account.AccountAdd;
import io.parvada.cli.account.Login;
import io.parvada.cli.account.Logout;
import io.parvada.cli.ask.AddPeer;
import io.parvada.cli.ask.AskDirectory;
import io.parvada.cli.ask.Bootstrap;
import io.parvada.cli.ask.ListFiles;
import io.parvada.cli.ask.Locate;
import io.parvada.cli.ask.NetworkList;
import io.parvada.cli.ask.Search;
import io.parvada.cli.ask.SendIndex;
import io.parvada.cli.ask.Status;
import io.parvada.cli.echo.DummyDownload;
import io.parvada.cli.echo.DummyUpload;
import io.parvada.cli.move.DownloadGrpc;
import io.parvada.cli.move.DownloadHttp;
import io.parvada.cli.move.HashFile;
import io.parvada.cli.move.UploadGrpc;
import io.parvada.cli.move.UploadHttp;
import io.parvada.cli.output.Console;
import io.parvada.cli.session.GlobalOptions;
import io.parvada.cli.session.Interrupts;
import io.parvada.cli.session.Session;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: {@code peer-cli [options] ACTION ...} and {@code peer-cli [options] --action ACTION ...}. */
@Command(
        name = "peer-cli",
        versionProvider = PeerCli.Version.class,
        header = "Ask any Parvada peer for files, and move them with proof.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = {
            "peer-cli [--host HOST] [--port PORT] ACTION ...",
            "       peer-cli [--host HOST] [--port PORT] --action ACTION ..."
        },
        descriptionHeading = "%n",
        description = "Both forms are the same. Options stand before or after the action; download-grpc is the same as"
                + " download_grpc. Each action explains itself: peer-cli download_grpc --help",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nActions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  peer-cli network_list                       whom does the peer on localhost:8001 know?",
            "  peer-cli search .txt                        which files are there, and where?",
            "  peer-cli locate ejemplo.txt                 who has exactly this file?",
            "  peer-cli download_grpc ejemplo.txt          fetch it from all who have it, every piece proven",
            "  peer-cli --port 8002 upload_grpc talk.pdf   give it to the peer on port 8002",
            "  peer-cli --action status --json             for scripts",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:done",
            "  1:internal failure, here or there",
            "  2:wrong usage",
            "  3:not found",
            "  4:unreachable, too late, or not found while not all peers could be asked",
            "  5:the bytes are not what they should be",
            "  6:refused: it exists already, several contents, no room, not allowed, busy",
            "130:interrupted (143 by SIGTERM); a download that is run again goes on where it was"
        })
public final class PeerCli implements Callable<Integer> {

    /** From the manifest of the JAR; "development" where there is none. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = PeerCli.class.getPackage().getImplementationVersion();
            return new String[] {"peer-cli " + (version == null ? "development" : version)};
        }
    }

    // Lets Netty make direct buffers without zeroing each first, where the manifest of the JAR opens java.nio to it.
    private static final String UNZEROED_BUFFERS = "io.grpc.netty.shaded.io.netty.tryReflectionSetAccessible";

    private final Session session;

    @Mixin
    private final GlobalOptions options;

    // Only for the help and for "--action" without a value: ActionOption takes it out before the parser runs.
    @Option(names = ActionOption.NAME, paramLabel = "ACTION", description = "What to do, one of the actions below.")
    private String action;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "This text, or that of an action.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Option(names = "--version", versionHelp = true, description = "The version of this client.")
    private boolean version;

    private PeerCli(Session session) {
        this.session = session;
        this.options = session.options();
    }

    public static void main(String[] arguments) {
        System.setProperty(UNZEROED_BUFFERS, "true");
        Interrupts interrupts = new Interrupts();
        interrupts.listen();
        Console console = Console.ofProcess(System.getenv());
        int exit = run(arguments, System.getenv(), console, interrupts);
        console.flush();
        interrupts.ended();
        System.exit(exit);
    }

    /** One run; never throws. */
    static int run(String[] arguments, Map<String, String> environment, Console console, Interrupts interrupts) {
        Failures failures = new Failures(console);
        Session session = new Session(environment, console, interrupts);
        try {
            return commandLine(session, failures).execute(ActionOption.asSubcommand(arguments));
        } catch (PeerException twoActions) {
            return failures.of(twoActions, Arrays.asList(arguments).contains("--json"));
        } catch (Error e) {
            return failures.of(new PeerException(Reason.INTERNAL, "the client broke: " + e, e), false);
        }
    }

    /** No action at all: say what there is. */
    @Override
    public Integer call() {
        spec.commandLine().getUsageMessage().lines().forEach(session.console()::note);
        return ExitCode.USAGE;
    }

    private static CommandLine commandLine(Session session, Failures failures) {
        CommandLine line = new CommandLine(new PeerCli(session));
        add(line, new Status(session), new ListFiles(session), new NetworkList(session));
        add(line, new Locate(session), new Search(session));
        add(line, new DownloadGrpc(session), new UploadGrpc(session));
        add(line, new DownloadHttp(session), new UploadHttp(session));
        add(line, new AddPeer(session), new Bootstrap(session));
        add(line, new DummyDownload(session), new DummyUpload(session), new HashFile(session));
        add(line, new AccountAdd(session), new Login(session), new Logout(session));
        add(line, new SendIndex(session), new AskDirectory(session));
        line.addSubcommand(new Completion(session));
        line.getHelpSectionMap()
                .put(
                        UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
                        help -> help.createTextTable(described(line)).toString());
        return line.setUsageHelpWidth(100)
                .setOut(new PrintWriter(session.console().out(), true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((failure, command, parsed) -> failures.of(failure, session.json()))
                .setParameterExceptionHandler(failures::usage)
                .setExecutionStrategy(PeerCli::execute);
    }

    /** Picocli forgives what it does not know to who asks for help: "download --help" must not look like an action's. */
    private static int execute(ParseResult parsed) {
        if (!parsed.hasSubcommand() && !parsed.unmatched().isEmpty()) {
            throw new UnmatchedArgumentException(parsed.commandSpec().commandLine(), parsed.unmatched());
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** The names of all actions without their other spellings, in the order of the help. */
    static List<String> actions(CommandLine line) {
        return line.getSubcommands().values().stream()
                .distinct()
                .map(CommandLine::getCommandName)
                .toList();
    }

    private static Map<String, String> described(CommandLine line) {
        Map<String, String> actions = new LinkedHashMap<>();
        actions(line)
                .forEach(name -> actions.put(
                        name,
                        line.getSubcommands()
                                .get(name)
                                .getCommandSpec()
                                .usageMessage()
                                .description()[0]));
        return actions;
    }

    private static void add(CommandLine line, Object... actions) {
        for (Object action : actions) {
            line.addSubcommand(action);
        }
    }
}
