package io.parvada.transfer.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;

/** By path, where the platform has nothing better: the check and the step are two. */
final class PathDirectory extends Directory {

    private final Path path;
    private final DirectoryStream<Path> stream;

    PathDirectory(Path path, DirectoryStream<Path> stream) {
        this.path = path;
        this.stream = stream;
    }

    @Override
    Directory openChild(Path name) throws IOException {
        Path child = path.resolve(name);
        return new PathDirectory(child, Files.newDirectoryStream(child));
    }

    @Override
    public BasicFileAttributes attributes(Path name) throws IOException {
        return Files.readAttributes(path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public FileChannel openForReading(Path name) throws IOException {
        return FileChannel.open(path.resolve(name), READ);
    }

    @Override
    public void deleteFile(Path name) throws IOException {
        Files.delete(path.resolve(name));
    }

    @Override
    public void deleteDirectory(Path name) throws IOException {
        Files.delete(path.resolve(name));
    }

    @Override
    public void move(Path name, Directory to, Path as) throws IOException {
        Files.move(
                path.resolve(name),
                ((PathDirectory) to).path.resolve(as),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public PinnedDirectory pin() {
        return PinnedDirectory.byPath(path);
    }

    @Override
    public void force() throws IOException {
        try (FileChannel self = FileChannel.open(path, StandardOpenOption.READ)) {
            self.force(true);
        } catch (AccessDeniedException windows) {
            // Windows opens no directory, and makes names durable by itself.
        }
    }

    @Override
    public Iterator<Path> names() {
        return stream.iterator();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
