package io.parvada.transfer.storage;

import io.parvada.transfer.disk.Directory;
import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.disk.PinnedDirectory;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a finished file its name, durably. Without overwrite by link(2), which fails if the name exists; with it by an
 * atomic rename over a regular file and nothing else. When it returns, the name and every directory on the way to it are
 * on the disk. When it throws, the name is as it was; only after a rename whose directory could not be synced it is not
 * known which of two whole files has it. The bytes must be durable before. Any thread, once.
 */
public final class Publication {

    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);
    // Another call may delete a directory, as empty, between its making and the link into it.
    private static final int TRIES = 16;

    private final Path staged;
    private final Path root;
    private final List<Path> way;
    private final Deque<List<Path>> made = new ArrayDeque<>();

    /**
     * @param root exists; on the file system of {@code staged}
     * @param way segments from the root to the new name; missing directories are made
     */
    public Publication(Path staged, Path root, List<Path> way) {
        this.staged = staged;
        this.root = root;
        this.way = way;
    }

    /**
     * @param name for sentences
     * @throws PeerException ALREADY_EXISTS, FILE_NOT_FOUND with a symbolic link on the way, and as {@link DiskFailure}
     */
    public BasicFileAttributes run(String name, boolean overwrite) {
        boolean done = false;
        try {
            BasicFileAttributes attributes = place(overwrite);
            done = true;
            return attributes;
        } catch (FileAlreadyExistsException e) {
            throw new PeerException(Reason.ALREADY_EXISTS, "something stands in the way of " + name, e);
        } catch (IOException e) {
            throw DiskFailure.of(e, "store " + name);
        } finally {
            if (!done) {
                made.forEach(this::unmake);
            }
        }
    }

    private BasicFileAttributes place(boolean overwrite) throws IOException {
        // Of the staged file, which it stays: under its name someone may delete it before it is asked.
        BasicFileAttributes attributes = attributes(staged);
        for (int tries = 1; ; tries++) {
            try (Directory parent = Directory.holding(root, way)) {
                if (overwrite) {
                    rename(parent);
                } else {
                    link(parent, attributes.fileKey());
                }
                return attributes;
            } catch (IOException e) {
                if (!DiskFailure.isMissing(e) || tries == TRIES || !Files.exists(staged, LinkOption.NOFOLLOW_LINKS)) {
                    throw e;
                }
                makeDirectories();
            }
        }
    }

    private void rename(Directory parent) throws IOException {
        try {
            if (!parent.attributes(last()).isRegularFile()) {
                throw new FileAlreadyExistsException(last().toString());
            }
        } catch (NoSuchFileException free) {
            // nothing to replace
        }
        try (Directory from = Directory.open(staged.getParent())) {
            from.move(staged.getFileName(), parent, last());
        }
        force(parent);
    }

    private void link(Directory parent, Object key) throws IOException {
        try (PinnedDirectory pinned = parent.pin()) {
            Path target = pinned.path().resolve(last());
            Files.createLink(target, staged);
            boolean durable = false;
            try {
                if (!Objects.equals(parent.attributes(last()).fileKey(), key)) {
                    throw new IOException("linked elsewhere");
                }
                force(parent);
                durable = true;
            } finally {
                if (!durable) {
                    takeBack(target, key);
                }
            }
        }
    }

    // All of them, not only new ones: another call may have made one just now and not have synced it yet.
    private void force(Directory parent) throws IOException {
        parent.force();
        for (int depth = way.size() - 1; depth > 0; depth--) {
            try (Directory above = Directory.holding(root, way.subList(0, depth))) {
                above.force();
            } catch (IOException e) {
                if (!DiskFailure.isMissing(e)) {
                    throw e;
                }
                // Deleted since, and our file before it.
            }
        }
    }

    private void takeBack(Path target, Object key) {
        try {
            if (Objects.equals(attributes(target).fileKey(), key)) {
                Files.delete(target);
            }
        } catch (NoSuchFileException notThere) {
            // as it should be
        } catch (IOException e) {
            LOG.warn("A name that could not be made durable could not be taken back", e);
        }
    }

    private void makeDirectories() throws IOException {
        for (int depth = 1; depth < way.size(); depth++) {
            List<Path> directory = way.subList(0, depth);
            try (Directory parent = Directory.holding(root, directory)) {
                if (!isDirectory(parent, way.get(depth - 1))) {
                    make(parent, directory);
                }
            }
        }
    }

    private static boolean isDirectory(Directory parent, Path name) throws IOException {
        try {
            BasicFileAttributes attributes = parent.attributes(name);
            if (attributes.isSymbolicLink()) {
                throw DiskFailure.notFound(name + "/");
            }
            if (!attributes.isDirectory()) {
                throw new FileAlreadyExistsException(name.toString());
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void make(Directory parent, List<Path> directory) throws IOException {
        try (PinnedDirectory pinned = parent.pin()) {
            Files.createDirectory(pinned.path().resolve(directory.get(directory.size() - 1)));
            made.push(directory);
        } catch (FileAlreadyExistsException another) {
            // Whoever was faster; what it is shows when it is opened.
        }
    }

    private void unmake(List<Path> directory) {
        try {
            Directory.deleteIfEmpty(root, directory);
        } catch (IOException e) {
            LOG.debug("An empty directory stays", e);
        }
    }

    private Path last() {
        return way.get(way.size() - 1);
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
