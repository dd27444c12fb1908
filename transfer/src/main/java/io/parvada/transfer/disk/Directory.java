package io.parvada.transfer.disk;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * One open directory, in which single names are looked up without ever following a symbolic link. Where the platform has
 * openat(2), the directory stays the same one whatever its path comes to mean meanwhile, so that exchanging a directory
 * for a link at the right moment leads nowhere; elsewhere each step is checked before it is made, which leaves that
 * moment open. Names are single segments. Thread-confined; the opener closes it.
 */
public abstract class Directory implements Closeable {

    private static final int TRIES = 8;
    static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /** The directory itself may be reached by a link: it is the owner's choice. */
    public static Directory open(Path path) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(path);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new DescriptorDirectory(path, secure);
        }
        return new PathDirectory(path, stream);
    }

    /**
     * The directory that holds the last segment of {@code way}, reached from {@code root} segment by segment.
     *
     * @throws NoSuchFileException or NotDirectoryException, this also where a symbolic link is on the way
     */
    public static Directory holding(Path root, List<Path> way) throws IOException {
        Directory current = open(root);
        for (Path segment : way.subList(0, way.size() - 1)) {
            try (Directory parent = current) {
                current = parent.child(segment);
            }
        }
        return current;
    }

    /** False, and nothing done, if it is no directory or not empty. The change is durable. */
    public static boolean deleteIfEmpty(Path root, List<Path> directory) throws IOException {
        Path last = directory.get(directory.size() - 1);
        try (Directory parent = holding(root, directory)) {
            if (!parent.attributes(last).isDirectory()) {
                return false;
            }
            parent.deleteDirectory(last);
            parent.force();
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }

    /** @throws PeerException INVALID_NAME if this system's locale cannot write it */
    public static List<Path> way(FileName name) {
        try {
            return name.segments().stream().map(Path::of).toList();
        } catch (InvalidPathException e) {
            throw new PeerException(
                    Reason.INVALID_NAME, "this peer's system cannot write that name (is its locale UTF-8?)", e);
        }
    }

    /** @throws NotDirectoryException for anything else, a symbolic link to a directory included */
    public final Directory child(Path name) throws IOException {
        for (int tries = 1; ; tries++) {
            // Asked before opening, as opening a FIFO would wait for its writer.
            if (!attributes(name).isDirectory()) {
                throw new NotDirectoryException(name.toString());
            }
            try {
                return openChild(name);
            } catch (NoSuchFileException | AccessDeniedException e) {
                throw e;
            } catch (FileSystemException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Of the name itself, never of what it links to. */
    public abstract BasicFileAttributes attributes(Path name) throws IOException;

    public abstract FileChannel openForReading(Path name) throws IOException;

    public abstract void deleteFile(Path name) throws IOException;

    /** @throws java.nio.file.DirectoryNotEmptyException if it is not empty */
    public abstract void deleteDirectory(Path name) throws IOException;

    /** Atomically gives the file {@code name} of this directory the name {@code as} in another, replacing a file. */
    public abstract void move(Path name, Directory to, Path as) throws IOException;

    /** For what can be done by path only; the caller closes it. */
    public abstract PinnedDirectory pin() throws IOException;

    /** Makes names given and taken in this directory durable. */
    public abstract void force() throws IOException;

    /** The names in it, in no order; once. */
    public abstract Iterator<Path> names();

    abstract Directory openChild(Path name) throws IOException;
}
