package io.parvada.bench.rival;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The two programs as they are built. @param launcher of the client */
public record Jars(Path service, Path client, Path launcher) {

    public static Jars in(Path repository) {
        return new Jars(
                repository.resolve("peer-service/target/peer-service.jar"),
                repository.resolve("peer-cli/target/peer-cli.jar"),
                repository.resolve("scripts/peer-cli"));
    }

    /** Copies as in the image: the peer's libraries beside its JAR, and an archive of its classes. About 30 s. */
    public Jars laidOut(Lab lab, Path repository) {
        Path directory = lab.directory("image");
        try {
            Path ourService = Files.copy(service, directory.resolve("peer-service.jar"));
            Path ourClient = Files.copy(client, directory.resolve("peer-cli.jar"));
            lab.run(Command.of(repository.resolve("scripts/class-archive.sh"), "--lay-out", ourService, ourClient));
            return new Jars(ourService, ourClient, launcher);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The option of a JVM that makes it use that archive. */
    public String archiveFlag() {
        return "-XX:SharedArchiveFile=" + service.resolveSibling("peer-service.jsa");
    }
}
