package io.parvada.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The image of the repository's Dockerfile, from the JARs that this build has made. */
final class PeerImage {

    static final String NAME = "parvada/peer:test";

    private PeerImage() {}

    static synchronized void build() throws IOException, InterruptedException {
        Required.that(succeeds("docker", "info"), "no Docker engine answers");
        List<String> command = new ArrayList<>(List.of("docker", "build", "--target", "prebuilt", "-t", NAME));
        String runtime = System.getenv("RUNTIME_IMAGE");
        if (runtime != null) {
            command.addAll(List.of("--build-arg", "RUNTIME_IMAGE=" + runtime));
        }
        command.add(Jars.REPOSITORY.toString());
        Process docker = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Required.that(docker.waitFor() == 0, "the image could not be built:\n" + said);
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
