package io.parvada.bench.rival;

import java.nio.file.Path;

/** The two programs as they are built. */
public record Jars(Path service, Path client) {

    public static Jars in(Path repository) {
        return new Jars(
                repository.resolve("peer-service/target/peer-service.jar"),
                repository.resolve("peer-cli/target/peer-cli.jar"));
    }
}
