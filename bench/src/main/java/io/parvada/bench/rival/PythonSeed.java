package io.parvada.bench.rival;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Server;
import java.nio.file.Path;
import java.util.Map;

/** The way of the Python projects that Parvada comes from: grpcio, 64 KiB messages, nothing verified. */
public final class PythonSeed {

    private final Server server;
    private final Path script;
    private final Path stubs;
    private final int port;

    private PythonSeed(Server server, Path script, Path stubs, int port) {
        this.server = server;
        this.script = script;
        this.stubs = stubs;
        this.port = port;
    }

    public static PythonSeed start(Lab lab, Path repository, Path share) {
        Path script = repository.resolve("scripts/bench/seed_transfer.py");
        Path stubs = lab.directory("stubs");
        int port = lab.freePort();
        lab.run(Command.of("/usr/bin/python3", script, stubs, "generate"));
        Server server =
                lab.start("seed", Command.of("/usr/bin/python3", script, stubs, "serve", port, share), Map.of());
        Ports.await(lab, server, "127.0.0.1", port);
        return new PythonSeed(server, script, stubs, port);
    }

    public Server server() {
        return server;
    }

    public Command download(String name, Path target) {
        return Command.of("/usr/bin/python3", script, stubs, "download", port, name, target);
    }

    public Command upload(Path source, String name) {
        return Command.of("/usr/bin/python3", script, stubs, "upload", port, source, name);
    }
}
