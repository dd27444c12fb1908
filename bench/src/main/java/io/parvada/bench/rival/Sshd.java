package io.parvada.bench.rival;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Server;
import io.parvada.bench.lab.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An ssh server of the run's own, with a key of the run's own; scp moves files through it. */
public final class Sshd {

    private static final String CONFIG = """
            ListenAddress 127.0.0.1
            Port %d
            HostKey %s
            AuthorizedKeysFile %s
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin prohibit-password
            PasswordAuthentication no
            Subsystem sftp internal-sftp
            """;

    private final Server server;
    private final int port;
    private final Path key;

    private Sshd(Server server, int port, Path key) {
        this.server = server;
        this.port = port;
        this.key = key;
    }

    public static Sshd start(Lab lab) {
        Path key = lab.directory().resolve("ssh-key");
        lab.run(Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key));
        if (Tools.root() && !Files.exists(Path.of("/run/sshd"))) {
            lab.run(Command.of("mkdir", "-p", "/run/sshd"));
        }
        int port = lab.freePort();
        Path config = lab.write("sshd.conf", CONFIG.formatted(port, key, key + ".pub"));
        Server server = lab.start("sshd", Command.of("/usr/sbin/sshd", "-D", "-e", "-f", config), Map.of());
        Ports.await(lab, server, "127.0.0.1", port);
        return new Sshd(server, port, key);
    }

    public Server server() {
        return server;
    }

    public Command copy(Path source, Path target) {
        String from = System.getProperty("user.name") + "@127.0.0.1:" + source;
        return Command.of(
                "scp",
                "-q",
                "-P",
                port,
                "-i",
                key,
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "LogLevel=ERROR",
                from,
                target);
    }
}
