package io.parvada.cli.session;

import io.parvada.cli.output.Console;
import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.AskedPeer;
import io.parvada.cli.peer.Shown;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of the client. Everything is made when first needed: {@code --help} opens no network and loads no gRPC. */
public final class Session {

    private static final int DEFAULT_PORT = 8001;

    private final Map<String, String> environment;
    private final Console console;
    private final Interrupts interrupts;
    private final GlobalOptions options = new GlobalOptions();
    private AskedPeer asked;
    private Shown shown;

    public Session(Map<String, String> environment, Console console, Interrupts interrupts) {
        this.environment = environment;
        this.console = console;
        this.interrupts = interrupts;
    }

    /** Filled by picocli before an action runs. */
    public GlobalOptions options() {
        return options;
    }

    public Console console() {
        return options.json ? console.forProgram() : console;
    }

    public Interrupts interrupts() {
        return interrupts;
    }

    /** Whether standard output is for a program. */
    public boolean json() {
        return options.json;
    }

    /** @throws PeerException INVALID_REQUEST when host or port cannot be */
    public AskedPeer asked() {
        if (asked == null) {
            trust();
            String host = Optional.ofNullable(options.host)
                    .or(() -> variable("PARVADA_HOST"))
                    .orElse("localhost");
            asked = new AskedPeer(host, port(), shown());
        }
        return asked;
    }

    /** The directory that the user is logged in at, unless they name another peer. @throws PeerException as {@link #asked} */
    public AskedPeer directory() {
        boolean named = options.host != null
                || options.port != null
                || variable("PARVADA_HOST").or(() -> variable("PARVADA_PORT")).isPresent();
        if (named || asked != null) {
            return asked();
        }
        Optional<URI> loggedInAt =
                new SessionFile(sessionFile()).read().map(LoggedIn::directory).map(URI::create);
        loggedInAt.ifPresent(at -> {
            trust();
            String scheme = "https".equals(at.getScheme()) ? PeerChannel.TLS : "";
            asked = new AskedPeer(scheme + at.getHost(), at.getPort(), shown());
        });
        return asked();
    }

    private void trust() {
        Optional.ofNullable(options.ca)
                .or(() -> variable("PARVADA_CA").map(Path::of))
                .ifPresent(Trust::only);
    }

    /**
     * What the user can show: the admin token, else what the cluster's secret makes of them, else who they logged in as.
     *
     * @throws PeerException INVALID_REQUEST or FORBIDDEN when a file that holds it cannot be used
     */
    public synchronized Shown shown() {
        if (shown == null) {
            Optional<String> token = Optional.ofNullable(options.token).or(() -> variable("PARVADA_TOKEN"));
            Optional<Path> secret = Optional.ofNullable(options.clusterSecretFile)
                    .or(() -> variable("PARVADA_CLUSTER_SECRET_FILE").map(Path::of));
            shown = token.map(Shown::token)
                    .or(() -> secret.map(Credentials::ofCluster))
                    .or(() -> new SessionFile(sessionFile()).read().map(LoggedIn::shown))
                    .orElse(Shown.NOTHING);
        }
        return shown;
    }

    /** Where {@code login} keeps who the user is; need not be there. */
    public Path sessionFile() {
        return Optional.ofNullable(options.sessionFile)
                .or(() -> variable("PARVADA_SESSION_FILE").map(Path::of))
                .orElseGet(() -> variable("XDG_CONFIG_HOME")
                        .map(Path::of)
                        .orElse(Path.of(System.getProperty("user.home"), ".config"))
                        .resolve("parvada")
                        .resolve("session.json"));
    }

    /** The body of an answer, as {@code --json} promises it. */
    public void printBody(Answer answer) {
        if (answer.json() != null) {
            console.json(answer.text().stripTrailing() + "\n");
        }
    }

    /** Whether the user knows better where the asked peer's gRPC port is. */
    public boolean overridesGrpc() {
        return options.grpcHost != null || options.grpcPort != null;
    }

    /**
     * The asked peer's gRPC addresses with what the user knows better; never for another peer.
     *
     * @param advertised as it says itself, in order
     */
    public List<String> grpcAddresses(List<String> advertised) {
        if (!overridesGrpc()) {
            return advertised;
        }
        String first = advertised.isEmpty() ? "" : advertised.get(0);
        int colon = first.lastIndexOf(':');
        String host = Optional.ofNullable(options.grpcHost)
                .map(given -> (first.startsWith(PeerChannel.TLS) ? PeerChannel.TLS : "") + bracketed(given))
                .orElse(colon < 0 ? asked().base().getHost() : first.substring(0, colon));
        String port = options.grpcPort == null ? first.substring(colon + 1) : options.grpcPort.toString();
        return List.of(host + ":" + port);
    }

    private int port() {
        if (options.port != null) {
            return options.port;
        }
        String text = variable("PARVADA_PORT").orElse(Integer.toString(DEFAULT_PORT));
        if (!text.matches("\\d{1,5}")) {
            throw new PeerException(Reason.INVALID_REQUEST, "PARVADA_PORT is a number, not '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
