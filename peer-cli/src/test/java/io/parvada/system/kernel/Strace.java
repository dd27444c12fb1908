package io.parvada.system.kernel;

import io.parvada.system.PeerProcess;
import io.parvada.system.Required;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** strace on a running peer, from when it is made until it is closed: what it sees, and what it makes fail. */
public final class Strace implements AutoCloseable {

    private final Process process;
    private final Path log;

    private Strace(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Skips the test where nothing can be traced. */
    public static void required() throws InterruptedException {
        Required.that(works(), "strace cannot trace here");
    }

    private static boolean works() throws InterruptedException {
        try {
            return new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    /** @param options what to trace, what to inject: {@code -e inject=fsync:error=EIO:when=1} */
    public static Strace attach(PeerProcess peer, Path log, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-y", "-o", log.toString()));
        command.addAll(options);
        command.addAll(List.of("-p", String.valueOf(peer.pid())));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line == null || !line.contains(" attached"); line = said.readLine()) {
            if (line == null) {
                throw new IOException("strace ended before it was attached");
            }
        }
        return new Strace(process, log);
    }

    /** Lets the peer go on alone. @return all that was seen */
    public List<SystemCall> detach() {
        close();
        return SystemCall.read(log);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
