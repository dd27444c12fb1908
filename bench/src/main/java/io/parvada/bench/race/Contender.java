package io.parvada.bench.race;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Server;
import io.parvada.bench.lab.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One way to move a file.
 *
 * @param commands run one after the other; the time is that of all
 * @param servers those who serve it
 * @param result where the file must stand afterwards; null if it need not
 * @param clear takes the result away again, after each turn
 */
record Contender(String name, List<Command> commands, List<Server> servers, Path result, Runnable clear) {

    Contender(String name, Server server, Path result, Command... commands) {
        this(name, List.of(commands), List.of(server), result, () -> delete(result));
    }

    /** One that leaves nothing to be checked. */
    Contender(String name, Command command, List<Server> servers) {
        this(name, List.of(command), servers, null, () -> {});
    }

    /** One turn. @throws IllegalStateException if the result is not, byte for byte, the source */
    Turn run(Lab lab, Path source) {
        double before = serverCpuSeconds();
        Usage usage = new Usage(0, 0);
        for (Command command : commands) {
            usage = usage.plus(lab.run(command));
        }
        Turn turn = new Turn(usage, serverCpuSeconds() - before);
        if (result != null) {
            check(source);
        }
        clear.run();
        servers.forEach(Server::settle);
        return turn;
    }

    private double serverCpuSeconds() {
        return servers.stream().mapToDouble(Server::cpuSeconds).sum();
    }

    private void check(Path source) {
        try {
            if (Files.mismatch(source, result) >= 0) {
                throw new IllegalStateException(name + ": " + result + " is not the file that was sent");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
