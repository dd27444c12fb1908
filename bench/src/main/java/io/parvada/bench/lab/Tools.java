package io.parvada.bench.lab;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Which programs are on this machine, and their versions as they say them. */
public final class Tools {

    private Tools() {}

    /** Also looks where Debian keeps the servers, which is not on every user's PATH. */
    public static boolean has(String program) {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** Whether Debian's own Python has what the stand-in of the seed needs. */
    public static boolean hasPythonGrpc() {
        return hasPython("grpc", "grpc_tools");
    }

    /** Whether Debian's own Python has these modules. */
    public static boolean hasPython(String... modules) {
        return has("python3") && outcome("/usr/bin/python3", "-c", "import " + String.join(", ", modules)) == 0;
    }

    public static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** The first line that the command prints. */
    public static String firstLine(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            byte[] output = process.getInputStream().readAllBytes();
            return new String(output, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static int outcome(String... command) {
        try {
            return new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
        } catch (IOException e) {
            return -1;
        }
    }
}
