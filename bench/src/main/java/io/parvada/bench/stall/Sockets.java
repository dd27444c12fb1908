package io.parvada.bench.stall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What the kernel says of connections: proc_net_tcp. */
final class Sockets {

    private static final String ESTABLISHED = "01";

    private Sockets() {}

    /** Whether the connection from this local port is open on both sides. */
    static boolean established(int localPort) {
        String port = String.format(Locale.ROOT, ":%04X", localPort);
        return Stream.of("tcp", "tcp6").flatMap(Sockets::lines).anyMatch(line -> {
            String[] fields = line.strip().split("\\s+");
            return fields[1].endsWith(port) && fields[3].equals(ESTABLISHED);
        });
    }

    private static Stream<String> lines(String table) {
        try {
            return Files.readAllLines(Path.of("/proc/net", table)).stream().skip(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
