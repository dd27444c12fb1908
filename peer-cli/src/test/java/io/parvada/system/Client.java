package io.parvada.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** peer-cli.jar, run as a person runs it. */
public record Client(Path directory, List<String> jvmFlags) {

    public record Said(int exit, String out, String err) {
        @Override
        public String toString() {
            return "exit " + exit + "\n" + out + "\n" + err;
        }
    }

    public Client(Path directory) {
        this(directory, List.of());
    }

    public Said run(PeerProcess asked, String... arguments) throws IOException, InterruptedException {
        return finish(start(asked, arguments));
    }

    /** For who wants to break it off in the middle. Output goes to files of this directory. */
    public Process start(PeerProcess asked, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Jars.JAVA));
        command.addAll(jvmFlags);
        command.addAll(List.of("-jar", Jars.PEER_CLI.toString()));
        command.addAll(List.of("--port", String.valueOf(asked.restPort)));
        command.addAll(List.of(arguments));
        Files.createDirectories(directory);
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("stdout").toFile())
                .redirectError(directory.resolve("stderr").toFile())
                .start();
    }

    private Said finish(Process process) throws IOException, InterruptedException {
        int exit = process.waitFor();
        return new Said(
                exit,
                Files.readString(directory.resolve("stdout"), StandardCharsets.UTF_8),
                Files.readString(directory.resolve("stderr"), StandardCharsets.UTF_8));
    }
}
