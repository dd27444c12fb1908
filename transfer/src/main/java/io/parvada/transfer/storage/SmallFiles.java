package io.parvada.transfer.storage;

import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.disk.Directory;
import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.error.PeerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Hashes small files one after the other ({@link SharedFolder#hashSmall}). Most of what reading one costs is the way to
 * it, so the directory of the last one stays open for the next: a directory that is replaced meanwhile is still read as
 * it was, and what was read of it then has another inode than what is under the name. Confined to one thread.
 */
public final class SmallFiles implements AutoCloseable {

    /** Larger ones are not for this. */
    public static final int MOST_BYTES = 64 * 1024;

    /** A file as the disk showed it before and after it was read, and what is in it. */
    public record Hashed(FileStat stat, ContentHasher.Hashed content) {}

    /** What became of one; neither, if it was not wanted, has become too large or changed while it was read. */
    public record Outcome(FileName name, Hashed hashed, PeerException failure) {}

    private final Path root;
    private final Predicate<FileStat> wanted;
    private final ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
    private List<Path> way;
    private Directory directory;

    SmallFiles(Path root, Predicate<FileStat> wanted) {
        this.root = root;
        this.wanted = wanted;
    }

    Outcome hash(FileName name) {
        try {
            return new Outcome(name, read(name).orElse(null), null);
        } catch (IOException e) {
            return new Outcome(name, null, DiskFailure.reading(e, name));
        } catch (PeerException e) {
            return new Outcome(name, null, e);
        }
    }

    private Optional<Hashed> read(FileName name) throws IOException {
        List<Path> segments = Directory.way(name);
        Path last = segments.get(segments.size() - 1);
        enter(segments);
        FileStat before = stat(name, last);
        if (before.sizeBytes() > MOST_BYTES || !wanted.test(before) || !read(last, (int) before.sizeBytes())) {
            return Optional.empty();
        }
        ContentHasher.Hashed content = ContentHasher.of(buffer.flip());
        return stat(name, last).equals(before) ? Optional.of(new Hashed(before, content)) : Optional.empty();
    }

    @Override
    public void close() {
        try {
            leave();
        } catch (IOException e) {
            throw DiskFailure.of(e, "close a directory");
        }
    }

    private void enter(List<Path> segments) throws IOException {
        List<Path> parents = segments.subList(0, segments.size() - 1);
        if (directory != null && parents.equals(way)) {
            return;
        }
        leave();
        directory = Directory.holding(root, segments);
        way = parents;
    }

    private void leave() throws IOException {
        if (directory != null) {
            Directory left = directory;
            directory = null;
            left.close();
        }
    }

    // Asked before opening, as opening a FIFO would wait for its writer.
    private FileStat stat(FileName name, Path last) throws IOException {
        BasicFileAttributes attributes = directory.attributes(last);
        if (!attributes.isRegularFile()) {
            throw DiskFailure.notFound(name);
        }
        return FileStat.of(name, attributes);
    }

    /** False if the file has fewer bytes. */
    private boolean read(Path last, int sizeBytes) throws IOException {
        buffer.clear().limit(sizeBytes);
        try (FileChannel channel = directory.openForReading(last)) {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
