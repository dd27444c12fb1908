package io.parvada.bench.rival;

import java.nio.file.Path;

/** The two programs as they are built. @param launcher of the client */
public record Jars(Path service, Path client, Path launcher) {

    public static Jars in(Path repository) {
        return new Jars(
                repository.resolve("peer-service/target/peer-service.jar"),
                repository.resolve("peer-cli/target/peer-cli.jar"),
                repository.resolve("scripts/peer-cli"));
    }
}
