package io.parvada.bench.catalog;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;

/**
 * Tells whether the files of one directory were read: a file system of the usual kind (relatime) gives a file that is
 * read another time of access if that was before its last change.
 */
final class Sample {

    private final Path directory;

    Sample(Path directory) {
        this.directory = directory;
    }

    /** Sets the times of access back; nothing else that a catalog looks at changes. */
    void forget(Lab lab) {
        lab.run(Command.of("sh", "-c", "find '" + directory + "' -type f -print0 | xargs -0 touch -a -d @0"));
    }

    int size() {
        return files().size();
    }

    /** How many files were read since {@link #forget}. */
    long read() {
        return files().stream()
                .map(Sample::attributes)
                .filter(file -> file.lastAccessTime().toInstant().isAfter(Instant.EPOCH))
                .count();
    }

    private List<Path> files() {
        try (var files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BasicFileAttributes attributes(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
