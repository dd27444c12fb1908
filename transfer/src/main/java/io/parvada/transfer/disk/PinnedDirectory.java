package io.parvada.transfer.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A path that leads to one open directory, whatever its name comes to mean meanwhile: for link(2) and mkdir(2), which
 * Java has by path only. On Linux it is {@code /proc/self/fd/N}. Java does not tell N, so the directory is opened once
 * more, its file offset set to a number that no other has, and N is the descriptor of which the kernel reports that
 * offset. Without /proc it is the plain path, and who uses it must look afterwards where it led.
 */
public final class PinnedDirectory implements Closeable {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path INFOS = Path.of("/proc/self/fdinfo");

    private final Path path;
    private final FileChannel hold; // null where there is nothing to hold

    private PinnedDirectory(Path path, FileChannel hold) {
        this.path = path;
        this.hold = hold;
    }

    /** @param hold the directory, open; closed with the result, or when this fails */
    static PinnedDirectory pin(FileChannel hold, Object key, Path otherwise) throws IOException {
        boolean pinned = false;
        try {
            long offset = ThreadLocalRandom.current().nextLong(1 << 16, Integer.MAX_VALUE);
            hold.position(offset);
            PinnedDirectory found = new PinnedDirectory(find(key, offset, otherwise), hold);
            pinned = true;
            return found;
        } finally {
            if (!pinned) {
                hold.close();
            }
        }
    }

    static PinnedDirectory byPath(Path path) {
        return new PinnedDirectory(path, null);
    }

    /** Valid until close. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (hold != null) {
            hold.close();
        }
    }

    private static Path find(Object key, long offset, Path otherwise) throws IOException {
        if (!Files.isDirectory(INFOS)) {
            return otherwise;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (leadsTo(descriptor, key) && hasOffset(descriptor, offset)) {
                    return descriptor;
                }
            }
        }
        return otherwise;
    }

    private static boolean leadsTo(Path descriptor, Object key) {
        try {
            return key.equals(
                    Files.readAttributes(descriptor, BasicFileAttributes.class).fileKey());
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static boolean hasOffset(Path descriptor, long offset) {
        try {
            return Files.readAllLines(INFOS.resolve(descriptor.getFileName())).contains("pos:\t" + offset);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
