package io.parvada.cli.session;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every action takes, before or after its name. Null where the user said nothing. */
public final class GlobalOptions {

    @Option(
            names = "--host",
            paramLabel = "HOST",
            scope = ScopeType.INHERIT,
            description =
                    "The peer to ask: a name or an address, after https:// where it speaks TLS. Else PARVADA_HOST, else"
                            + " localhost.")
    String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            scope = ScopeType.INHERIT,
            description = "Its REST port. Else PARVADA_PORT, else 8001.")
    Integer port;

    @Option(
            names = {"--grpc-host", "--grpc_host"},
            paramLabel = "HOST",
            scope = ScopeType.INHERIT,
            description = "Where the asked peer's gRPC port is reached, if not where it says itself.")
    String grpcHost;

    @Option(
            names = {"--grpc-port", "--grpc_port"},
            paramLabel = "PORT",
            scope = ScopeType.INHERIT,
            description = "Its gRPC port, if not the one it says itself.")
    Integer grpcPort;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            scope = ScopeType.INHERIT,
            description = "The asked peer's admin token. Better in PARVADA_TOKEN: who lists processes sees options.")
    String token;

    @Option(
            names = {"--cluster-secret-file", "--cluster_secret_file"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The secret that the peers of a cluster share, for peers that ask. Else"
                    + " PARVADA_CLUSTER_SECRET_FILE.")
    Path clusterSecretFile;

    @Option(
            names = {"--session-file", "--session_file"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "Where login keeps who you are. Else PARVADA_SESSION_FILE, else ~/.config/parvada/session.json.")
    Path sessionFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "PEM certificates of the CAs that vouch for peers. Else PARVADA_CA, else Java's own list.")
    Path ca;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description =
                    "On standard output the peer's JSON answer, or a JSON report of a transfer, and nothing else.")
    boolean json;
}
