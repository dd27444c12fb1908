package io.parvada.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build has put what is tested. */
public final class Jars {

    public static final Path REPOSITORY = Path.of(System.getProperty("parvada.repository", ".."))
            .toAbsolutePath()
            .normalize();
    public static final Path PEER_SERVICE = existing("peer-service/target/peer-service.jar");
    public static final Path PEER_CLI = existing("peer-cli/target/peer-cli.jar");
    public static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /**
     * The peer's JAR with its libraries beside it, as in the image, so that each of the many peers that tests start costs
     * a quarter less. Made once for all tests of a run.
     */
    public static final Path LAID_OUT = laidOut();

    private Jars() {}

    private static Path laidOut() {
        try {
            Path directory = Files.createTempDirectory(PEER_CLI.getParent(), "laid-out");
            Process extract = new ProcessBuilder(
                            JAVA,
                            "-Djarmode=tools",
                            "-jar",
                            PEER_SERVICE.toString(),
                            "extract",
                            "--force",
                            "--destination",
                            directory.toString())
                    .inheritIO()
                    .start();
            if (extract.waitFor() != 0) {
                throw new IllegalStateException(PEER_SERVICE + " cannot be laid out");
            }
            return directory.resolve(PEER_SERVICE.getFileName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path existing(String path) {
        Path jar = REPOSITORY.resolve(path);
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is not built: run ./mvnw verify from the top");
        }
        return jar;
    }
}
