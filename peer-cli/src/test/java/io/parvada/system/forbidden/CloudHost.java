package io.parvada.system.forbidden;

import io.parvada.system.Jars;
import io.parvada.system.Required;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A host of a cloud, as a network namespace: its metadata services are addresses of its own, so that a connection to them
 * arrives, at a {@link CountingListener}. Names resolve by a hosts file and a name server of the test.
 */
final class CloudHost implements AutoCloseable {

    /** Where the host reaches the test, and is reached by it. */
    static final String TEST = "10.215.0.1";

    static final String HOST = "10.215.0.2";

    private static final String NAME = "parvada-cloud";
    private static final Path ETC = Path.of("/etc/netns", NAME);

    private CloudHost() {}

    static CloudHost open(String hosts) throws IOException {
        remove();
        Required.that(run("ip netns add " + NAME).isEmpty(), "no network namespace can be made");
        String inside = "ip -n " + NAME + " ";
        String failure = "";
        for (String command : List.of(
                "ip link add parvada-cloud type veth peer name uplink netns " + NAME,
                "ip address add " + TEST + "/24 dev parvada-cloud",
                "ip link set parvada-cloud up",
                inside + "address add " + HOST + "/24 dev uplink",
                inside + "link set uplink up",
                inside + "link set lo up",
                inside + "address add 169.254.169.254/32 dev lo",
                inside + "address add 169.254.169.253/32 dev lo",
                inside + "address add 169.254.170.2/32 dev lo",
                inside + "address add 168.63.129.16/32 dev lo",
                inside + "address add fd00:ec2::254/128 dev lo",
                inside + "address add fd20:ce::254/128 dev lo")) {
            failure = failure.isEmpty() ? run(command) : failure;
        }
        if (!failure.isEmpty()) {
            remove();
        }
        Required.that(failure.isEmpty(), "no host of a cloud can be made: " + failure);
        Files.createDirectories(ETC);
        Files.writeString(ETC.resolve("hosts"), "127.0.0.1 localhost\n::1 localhost\n" + hosts);
        Files.writeString(ETC.resolve("resolv.conf"), "nameserver " + TEST + "\n");
        Files.writeString(ETC.resolve("nsswitch.conf"), "hosts: files dns\n");
        return new CloudHost();
    }

    /** A Java process there, whose output goes to the file. */
    Process java(Path output, Path config, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", NAME, Jars.JAVA));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        if (config != null) {
            builder.environment().put("PEER_CONFIG", config.toString());
        }
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    @Override
    public void close() throws IOException {
        remove();
    }

    private static void remove() throws IOException {
        run("ip netns delete " + NAME);
        run("ip link delete parvada-cloud");
        for (String file : List.of("hosts", "resolv.conf", "nsswitch.conf", "")) {
            Files.deleteIfExists(ETC.resolve(file));
        }
    }

    /** @return what it said where it failed; empty where it went well */
    private static String run(String command) throws InterruptedIOException {
        try {
            Process process = new ProcessBuilder(command.split(" "))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int exit = process.waitFor();
            return exit == 0 ? "" : command + ": exit " + exit + " " + said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } catch (IOException notInstalled) {
            return notInstalled.getMessage();
        }
    }
}
