package io.parvada.bench.race;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Tools;
import io.parvada.bench.rival.Nginx;
import io.parvada.bench.rival.PythonSeed;
import io.parvada.bench.rival.Sshd;
import io.parvada.bench.row.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Brings those who are on this machine into a race for a file of the share, or, for uploads, into an empty one. */
final class Opponents {

    private static final String PYTHON = "Python seed (unverified)";

    private final Race race;
    private final Lab lab;
    private final Setting setting;
    private final Path source;
    private final Path target;
    private final boolean synced;

    /**
     * @param target where a download goes; for uploads the directory that the servers store into
     * @param synced whether each is followed by fsync, which Parvada's own commands include
     */
    Opponents(Race race, Lab lab, Setting setting, Path source, Path target, boolean synced) {
        this.race = race;
        this.lab = lab;
        this.setting = setting;
        this.source = source;
        this.target = target;
        this.synced = synced;
    }

    void curl(double reach) {
        if (absent("nginx", "nginx")) {
            return;
        }
        Nginx nginx = Nginx.start(lab, source.getParent());
        add(reach, contender("nginx, curl", nginx, curl(nginx)));
    }

    void curlAndOpenssl(double reach) {
        if (absent("nginx, curl, openssl", "nginx", "openssl")) {
            return;
        }
        Nginx nginx = Nginx.start(lab, source.getParent());
        add(reach, contender("nginx, curl, openssl", nginx, curl(nginx), digest(target)));
    }

    void aria2(double reach) {
        if (absent("nginx, aria2c", "nginx", "aria2c", "openssl")) {
            return;
        }
        Nginx nginx = Nginx.start(lab, source.getParent());
        Command command = Command.of(
                "aria2c",
                "-q",
                "-x",
                "4",
                "-s",
                "4",
                "--file-allocation=none",
                "--checksum=sha-256=" + sha256(),
                "-d",
                target.getParent(),
                "-o",
                target.getFileName(),
                nginx.url(source.getFileName().toString()));
        add(reach, contender("nginx, aria2c", nginx, command));
    }

    void rclone(double reach) {
        if (absent("nginx, rclone", "nginx", "rclone", "openssl")) {
            return;
        }
        Nginx nginx = Nginx.start(lab, source.getParent());
        Path sums = lab.write("SHA256SUMS", sha256() + "  " + target.getFileName() + "\n");
        Command copy = Command.of(
                "rclone",
                "copyto",
                "--config",
                "/dev/null",
                "--http-url",
                nginx.url(""),
                ":http:" + source.getFileName(),
                target);
        Command check = Command.of("rclone", "checksum", "sha256", "--config", "/dev/null", sums, target.getParent());
        add(reach, contender("nginx, rclone", nginx, copy, check));
    }

    void scp(double reach) {
        if (absent("sshd, scp", "sshd", "scp", "ssh-keygen")) {
            return;
        }
        Sshd sshd = Sshd.start(lab);
        add(reach, new Contender("sshd, scp", sshd.server(), target, commands(target, sshd.copy(source, target))));
    }

    void python(double reach) {
        if (!Tools.hasPythonGrpc()) {
            race.without(PYTHON);
            return;
        }
        PythonSeed seed = PythonSeed.start(lab, setting.repository(), source.getParent());
        Command command = seed.download(source.getFileName().toString(), target);
        add(reach, new Contender(PYTHON, seed.server(), target, commands(target, command)));
    }

    void curlUpload(double reach) {
        if (absent("curl -T, nginx, openssl", "nginx", "openssl")) {
            return;
        }
        Nginx nginx = Nginx.start(lab, target);
        Path stored = target.resolve("put.bin");
        Command put = Command.of("curl", "-sSf", "-H", "Expect:", "-T", source, nginx.url("put.bin"));
        add(
                reach,
                new Contender(
                        "curl -T, nginx, openssl", nginx.server(), stored, commands(stored, put, digest(stored))));
    }

    void pythonUpload(double reach) {
        if (!Tools.hasPythonGrpc()) {
            race.without(PYTHON);
            return;
        }
        PythonSeed seed = PythonSeed.start(lab, setting.repository(), target);
        Path stored = target.resolve("seed.bin");
        Command command = seed.upload(source, "seed.bin");
        add(reach, new Contender(PYTHON, seed.server(), stored, commands(stored, command)));
    }

    static Command curl(String url, Path target) {
        return Command.of("curl", "-sSf", "-o", target, url);
    }

    private void add(double reach, Contender contender) {
        race.against(contender, reach);
    }

    private Contender contender(String name, Nginx nginx, Command... commands) {
        return new Contender(name, nginx.server(), target, commands(target, commands));
    }

    private Command curl(Nginx nginx) {
        return curl(nginx.url(source.getFileName().toString()), target);
    }

    private static Command digest(Path file) {
        return Command.of("openssl", "dgst", "-sha256", file);
    }

    private String sha256() {
        String answer = Tools.firstLine("openssl", "dgst", "-sha256", "-r", source.toString());
        return answer.substring(0, answer.indexOf(' '));
    }

    private Command[] commands(Path stored, Command... own) {
        List<Command> commands = new ArrayList<>(List.of(own));
        if (synced) {
            commands.add(Command.of("sync", stored));
        }
        return commands.toArray(Command[]::new);
    }

    private boolean absent(String name, String... programs) {
        for (String program : programs) {
            if (!Tools.has(program)) {
                race.without(name);
                return true;
            }
        }
        return false;
    }
}
