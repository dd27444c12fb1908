package io.parvada.system;

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

    private Jars() {}

    private static Path existing(String path) {
        Path jar = REPOSITORY.resolve(path);
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is not built: run ./mvnw verify from the top");
        }
        return jar;
    }
}
