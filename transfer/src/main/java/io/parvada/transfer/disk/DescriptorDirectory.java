package io.parvada.transfer.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;

/** By openat(2) and its kin: each name is looked up in the open directory itself. */
final class DescriptorDirectory extends Directory {

    private static final Path SELF = Path.of(".");

    private final Path path;
    private final SecureDirectoryStream<Path> stream;

    DescriptorDirectory(Path path, SecureDirectoryStream<Path> stream) {
        this.path = path;
        this.stream = stream;
    }

    @Override
    Directory openChild(Path name) throws IOException {
        return new DescriptorDirectory(path.resolve(name), stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public BasicFileAttributes attributes(Path name) throws IOException {
        return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    @Override
    public FileChannel openForReading(Path name) throws IOException {
        return (FileChannel) stream.newByteChannel(name, READ);
    }

    @Override
    public void deleteFile(Path name) throws IOException {
        stream.deleteFile(name);
    }

    @Override
    public void deleteDirectory(Path name) throws IOException {
        stream.deleteDirectory(name);
    }

    @Override
    public void move(Path name, Directory to, Path as) throws IOException {
        stream.move(name, ((DescriptorDirectory) to).stream, as);
    }

    @Override
    public PinnedDirectory pin() throws IOException {
        return PinnedDirectory.pin(openForReading(SELF), attributes(SELF).fileKey(), path);
    }

    @Override
    public void force() throws IOException {
        try (FileChannel self = openForReading(SELF)) {
            self.force(true);
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
