package io.parvada.transfer.storage;

import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the directory for a share's staging: {@code <state_dir>/staging} if a file can be linked from there into the
 * share, else {@code <shared>/.parvada/staging}, else none. Tried with a real link, as nothing else tells: two mounts of
 * one file system, a container's volumes and a read-only mount all look alike until then.
 */
record StagingPlace(StagingArea area, FileChannel lock) {

    private static final Logger LOG = LoggerFactory.getLogger(StagingPlace.class);
    private static final String STAGING = "staging";
    private static final String LOCK = ".lock";
    private static final String PROBE = ".parvada-probe-";

    /** @throws PeerException BUSY if another process uses the directory */
    static StagingPlace find(Path share, Path stateDir, InstantSource clock) {
        IOException last = null;
        for (Path candidate :
                List.of(stateDir.resolve(STAGING), share.resolve(".parvada").resolve(STAGING))) {
            try {
                createPrivate(candidate);
                probe(candidate, share);
                FileChannel lock = lock(candidate);
                return new StagingPlace(StagingArea.in(candidate, clock), lock);
            } catch (IOException e) {
                last = e;
            }
        }
        String why = DiskFailure.of(last, "write").reason() == Reason.FORBIDDEN
                ? "this peer's share is read-only"
                : "this peer's share is on a disk that cannot give names by hard link, so nothing can be stored";
        LOG.warn("Writes are refused: {}", why, last);
        return new StagingPlace(StagingArea.refusing(why), null);
    }

    private static void createPrivate(Path directory) throws IOException {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownersOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        Files.createDirectories(directory, ownersOnly);
    }

    private static void probe(Path staging, Path share) throws IOException {
        String name = PROBE + UUID.randomUUID();
        Path from = staging.resolve(name);
        Path to = share.resolve(name);
        try {
            Files.createFile(from);
            Files.createLink(to, from);
        } catch (IOException e) {
            // A disk that is full today may have room tomorrow; a peer started today must know it then.
            if (!DiskFailure.isFull(e) || !Files.getFileStore(staging).equals(Files.getFileStore(share))) {
                throw e;
            }
        } catch (UnsupportedOperationException e) {
            throw new IOException("no hard links", e);
        } finally {
            Files.deleteIfExists(to);
            Files.deleteIfExists(from);
        }
    }

    // Held until the process ends or the folder is closed. Within one process the opener sees to it that there is one.
    private static FileChannel lock(Path staging) throws IOException {
        FileChannel channel =
                FileChannel.open(staging.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                channel.close();
                throw new PeerException(
                        Reason.BUSY,
                        "another process stages its uploads in the same directory: each peer needs a state_dir of its own");
            }
        } catch (OverlappingFileLockException ours) {
            LOG.debug("The staging is locked by this process already");
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("The staging's disk has no locks: see to it that one peer alone stores into it");
        }
        return channel;
    }
}
