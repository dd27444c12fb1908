package io.parvada.transfer.disk;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second process, or a second user in this one, from a file that is being written. The lock is the operating
 * system's on a file {@code .lock} beside it, so it ends with the process, however that ends. That file is never read or
 * written: closing any channel on it would give the lock up. Thread-safe.
 */
public final class PartLock {

    // A process has no lock against itself.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int TRIES = 8;

    private final Path lockFile;
    private final FileChannel channel;

    private PartLock(Path lockFile, FileChannel channel) {
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /** @param of absolute. @throws PeerException BUSY if it is held, STORAGE_FAILURE if there can be no lock file */
    public static PartLock acquire(Path of) {
        Path lockFile = of.resolveSibling(of.getFileName() + ".lock").normalize();
        if (!HELD.add(lockFile)) {
            throw busy();
        }
        boolean acquired = false;
        try {
            PartLock lock = lock(lockFile);
            acquired = true;
            return lock;
        } catch (IOException e) {
            throw DiskFailure.of(e, "lock what is staged");
        } finally {
            if (!acquired) {
                HELD.remove(lockFile);
            }
        }
    }

    private static PartLock lock(Path lockFile) throws IOException {
        for (int tries = 1; tries <= TRIES; tries++) {
            try {
                Files.createFile(lockFile);
            } catch (FileAlreadyExistsException anothersOrLeftByACrash) {
                // The lock on it tells which.
            }
            Optional<PartLock> lock = tryLock(lockFile);
            if (lock.isPresent()) {
                return lock.get();
            }
        }
        throw busy();
    }

    // The holder deletes the file before it lets go. So a lock counts only if the file was the same one before it was
    // opened and after it was locked: else it is the lock of a file that no one else will ever find.
    private static Optional<PartLock> tryLock(Path lockFile) throws IOException {
        FileChannel channel = null;
        boolean locked = false;
        try {
            Object before = key(lockFile);
            channel = FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            if (channel.tryLock() == null) {
                throw busy();
            }
            locked = Objects.equals(before, key(lockFile));
            return locked ? Optional.of(new PartLock(lockFile, channel)) : Optional.empty();
        } catch (NoSuchFileException justDeleted) {
            return Optional.empty();
        } finally {
            if (channel != null && !locked) {
                channel.close();
            }
        }
    }

    public void release() {
        try {
            Files.deleteIfExists(lockFile);
            channel.close();
        } catch (IOException e) {
            throw DiskFailure.of(e, "let go of what is staged");
        } finally {
            HELD.remove(lockFile);
        }
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static PeerException busy() {
        return PeerException.retryAfter(Reason.BUSY, "someone else is writing this very file", SOON);
    }
}
