package io.parvada.transfer.storage;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.disk.Directory;
import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door to the shared directory: everything that reads, writes, names or deletes a shared file passes here. A
 * symbolic link is never followed and never shown, wherever it is on the way; what it would lead to is FILE_NOT_FOUND.
 * Only the shared directory itself may be reached by a link. Thread-safe; blocks on the disk.
 */
public final class SharedFolder implements AutoCloseable {

    /** Sees each shared regular file of a walk; symbolic links and Parvada's own files are never shown. */
    public interface Visitor {
        /** A directory will be read now; its name, empty for the shared directory itself. */
        default void directory(String name) {}

        void file(FileStat file);

        /** A name that cannot be shared, or could not be read, with why; display is safe for a terminal. */
        void skipped(String display, PeerException why);
    }

    private static final Logger LOG = LoggerFactory.getLogger(SharedFolder.class);

    private final Path root;
    private final StagingArea staging;
    private final FileChannel stagingLock; // null where nothing can be stored

    private SharedFolder(Path root, StagingPlace place) {
        this.root = root;
        this.staging = place.area();
        this.stagingLock = place.lock();
    }

    /**
     * Finds the staging's place and deletes there what crashes have left that no one can go on with.
     *
     * @param sharedDir exists; may be reached by a symbolic link, which is resolved now and not again
     * @param stateDir made if missing, for its owner alone
     * @throws PeerException STORAGE_FAILURE or FORBIDDEN if the shared directory cannot be read; BUSY if another process
     *     stores into it
     */
    public static SharedFolder open(Path sharedDir, Path stateDir) {
        return open(sharedDir, stateDir, InstantSource.system());
    }

    static SharedFolder open(Path sharedDir, Path stateDir, InstantSource clock) {
        try {
            Path root = sharedDir.toRealPath();
            Directory.open(root).close();
            warnOfLocale();
            return new SharedFolder(root, StagingPlace.find(root, stateDir.toAbsolutePath(), clock));
        } catch (IOException e) {
            throw DiskFailure.of(e, "open the shared directory");
        }
    }

    // Java writes names in the locale's encoding, which is ASCII where none is set, as in most containers.
    private static void warnOfLocale() {
        try {
            Path.of("\u00F1\u6587");
        } catch (InvalidPathException e) {
            LOG.warn("This system's locale is not UTF-8: only ASCII names can be shared. Set LC_ALL=C.UTF-8");
        }
    }

    /** False for a read-only share: every write then is refused with FORBIDDEN. */
    public boolean writable() {
        return staging.writable();
    }

    public StagingArea staging() {
        return staging;
    }

    /**
     * @throws PeerException FILE_NOT_FOUND (also for a symbolic link anywhere on the way, or anything but a regular
     *     file), FORBIDDEN if the peer's user may not read it, STORAGE_FAILURE
     */
    public OpenFile read(FileName name) {
        List<Path> way = Directory.way(name);
        try (Directory parent = Directory.holding(root, way)) {
            return OpenFile.open(this, parent, way.get(way.size() - 1), name);
        } catch (IOException e) {
            throw DiskFailure.reading(e, name);
        }
    }

    /**
     * What became of each, in order; at best some hundred, of few directories.
     *
     * @param wanted asked before a file is read, with what the disk says of it
     */
    public List<SmallFiles.Outcome> hashSmall(List<FileName> names, Predicate<FileStat> wanted) {
        try (SmallFiles files = new SmallFiles(root, wanted)) {
            return names.stream().map(files::hash).toList();
        }
    }

    /** Empty for what {@link #read} does not find. @throws PeerException FORBIDDEN, STORAGE_FAILURE */
    public Optional<FileStat> stat(FileName name) {
        List<Path> way = Directory.way(name);
        try (Directory parent = Directory.holding(root, way)) {
            BasicFileAttributes attributes = parent.attributes(way.get(way.size() - 1));
            return attributes.isRegularFile() ? Optional.of(FileStat.of(name, attributes)) : Optional.empty();
        } catch (IOException e) {
            PeerException why = DiskFailure.reading(e, name);
            if (why.reason() == Reason.FILE_NOT_FOUND) {
                return Optional.empty();
            }
            throw why;
        }
    }

    /**
     * Whether {@link #read} would find nothing, or may not: what may not be read cannot be shared either. False also where
     * the disk fails, as that says nothing of the file.
     */
    public boolean gone(FileName name) {
        try {
            return stat(name).isEmpty();
        } catch (PeerException e) {
            return e.reason() == Reason.FORBIDDEN;
        }
    }

    /** As {@link #stat}; empty also where the disk fails, or the file may not be looked at. */
    public Optional<FileStat> seen(FileName name) {
        try {
            return stat(name);
        } catch (PeerException e) {
            LOG.debug("{} cannot be looked at", name, e);
            return Optional.empty();
        }
    }

    /** Whether the name shows another file than this, changed, or none. */
    boolean changed(FileStat since) {
        return !stat(since.name()).equals(Optional.of(since));
    }

    /**
     * The absolute path of a file, for sendfile alone, after {@link #read} has succeeded: who opens it by path later
     * follows a link that came into its way meanwhile.
     */
    public Path pathOf(FileName name) {
        return Directory.way(name).stream().reduce(root, Path::resolve);
    }

    /**
     * Gives a complete staged file its name; when it returns, all of it is durable. On any failure nothing new is under
     * the name, and the staged file is as it was.
     *
     * @throws PeerException ALREADY_EXISTS without overwrite, or if a directory is in the way; FILE_NOT_FOUND if a
     *     symbolic link is on the way; INVALID_REQUEST before all is proven; STORAGE_FULL, FORBIDDEN, STORAGE_FAILURE
     */
    public FileStat commit(StagedFile staged, FileName name, boolean overwrite) {
        staging.requireWritable();
        FileStat stat = publish(staged.seal(), name, overwrite);
        staged.named(() -> changed(stat));
        return stat;
    }

    /** The same for a finished stream; closing it stays with the caller. */
    public FileStat commit(StagedStream staged, FileName name, boolean overwrite) {
        staging.requireWritable();
        return publish(staged.seal(), name, overwrite);
    }

    private FileStat publish(Path sealed, FileName name, boolean overwrite) {
        return FileStat.of(name, new Publication(sealed, root, Directory.way(name)).run(name.value(), overwrite));
    }

    /**
     * Durably; directories that it leaves empty go too.
     *
     * @throws PeerException FILE_NOT_FOUND, FORBIDDEN, STORAGE_FAILURE
     */
    public void delete(FileName name) {
        staging.requireWritable();
        List<Path> way = Directory.way(name);
        try (Directory parent = Directory.holding(root, way)) {
            Path last = way.get(way.size() - 1);
            if (!parent.attributes(last).isRegularFile()) {
                throw DiskFailure.notFound(name);
            }
            parent.deleteFile(last);
            parent.force();
        } catch (IOException e) {
            throw DiskFailure.isMissing(e) ? DiskFailure.notFound(name) : DiskFailure.of(e, "delete " + name);
        }
        deleteEmptyAbove(way);
    }

    private void deleteEmptyAbove(List<Path> way) {
        try {
            for (int depth = way.size() - 1; depth > 0; depth--) {
                if (!Directory.deleteIfEmpty(root, way.subList(0, depth))) {
                    return;
                }
            }
        } catch (IOException e) {
            // An empty directory that stays is no failure of the deletion, which is durable already.
        }
    }

    /**
     * Depth first, in no order; never follows a link; a directory that cannot be read is one skipped call. Memory does
     * not grow with the number of files. What the visitor throws ends the walk.
     *
     * @throws PeerException FORBIDDEN, STORAGE_FAILURE if the shared directory itself cannot be read
     */
    public void walk(Visitor visitor) {
        try (Directory top = Directory.open(root)) {
            new Walk(visitor).directory(top, "");
        } catch (IOException e) {
            throw DiskFailure.of(e, "read the shared directory");
        }
    }

    /** Lets another process have the staging. Files and streams that are open stay so. */
    @Override
    public void close() {
        try {
            if (stagingLock != null) {
                stagingLock.close();
            }
        } catch (IOException e) {
            throw DiskFailure.of(e, "close the staging");
        }
    }
}
