package io.parvada.bench.lab;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * One directory and the processes that a row starts in it. Closing ends each process by its own id, the last first, and
 * deletes the directory; also when the run is interrupted.
 */
public final class Lab implements AutoCloseable {

    // Below those that the kernel gives to outgoing connections, one of which could take it before a server does.
    private static final int LOWEST_PORT = 10_000;
    private static final int FIRST_EPHEMERAL_PORT = 32_768;

    private final Path directory;
    private final Set<Integer> given = new HashSet<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    /** @param parent a directory on the file system that the row is about */
    public Lab(Path parent) {
        try {
            directory = Files.createTempDirectory(parent, "parvada-bench.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::undoAll, "lab-undo"));
        undo(() -> delete(directory));
    }

    public Path directory() {
        return directory;
    }

    /** A new directory in that of the lab. */
    public Path directory(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is undone when the lab closes, before all that stands already. */
    public synchronized void undo(Runnable step) {
        undo.push(step);
    }

    /** A port on loopback that is free now and that this lab has not given before. */
    public synchronized int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, FIRST_EPHEMERAL_PORT);
            if (!given.contains(port) && isFree(port)) {
                given.add(port);
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Starts what serves; its output goes to NAME.log in the directory. */
    public Server start(String name, Command command, Map<String, String> environment) {
        Server server = new Server(name, spawn(name, command, environment));
        undo(server::stop);
        return server;
    }

    /** Starts a command whose end somebody else awaits or brings about; its output goes to command.log. */
    public Running begin(Command command) {
        return begin("command", command);
    }

    /** The same beside others; its output goes to NAME.log. */
    public Running begin(String name, Command command) {
        Running running = new Running(spawn(name, command, Map.of()));
        undo(running::kill);
        return running;
    }

    /** Runs to the end; wall and CPU seconds. @throws IllegalStateException with its output if it fails */
    public Usage run(Command command) {
        return run(command, running -> {});
    }

    /** The same, and hands the process out when it has started. */
    public Usage run(Command command, Consumer<Running> started) {
        double cpu = Proc.cpuSecondsOfEnded();
        long start = System.nanoTime();
        Running running = begin(command);
        started.accept(running);
        int exit = running.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (exit != 0) {
            throw new IllegalStateException(command.words() + " ended with " + exit + ":\n" + log("command"));
        }
        return new Usage(seconds, Proc.cpuSecondsOfEnded() - cpu);
    }

    /** What the server or command of that name has written. */
    public String log(String name) {
        try {
            return Files.readString(logFile(name).toPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        undoAll();
    }

    private Process spawn(String name, Command command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command.words())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(logFile(name));
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private File logFile(String name) {
        return directory.resolve(name + ".log").toFile();
    }

    private synchronized void undoAll() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }

    private static void delete(Path directory) {
        try (var tree = Files.walk(directory)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
