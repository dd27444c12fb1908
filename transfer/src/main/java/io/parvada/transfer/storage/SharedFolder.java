package io.parvada.transfer.storage;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import java.nio.file.Path;
import java.util.Optional;

/** The one door to the shared directory: everything that reads, writes, names or deletes a shared file passes here. */
public final class SharedFolder implements AutoCloseable {

    /** Sees each shared regular file of a walk; symbolic links and Parvada's own files are never shown. */
    public interface Visitor {
        void file(FileStat file);

        /** A name that cannot be shared, or could not be read, with why; display is safe for a terminal. */
        void skipped(String display, PeerException why);
    }

    public static SharedFolder open(Path sharedDir, Path stateDir) {
        throw new UnsupportedOperationException("due");
    }

    /** False for a read-only share: every write then is refused with FORBIDDEN. */
    public boolean writable() {
        throw new UnsupportedOperationException("due");
    }

    public StagingArea staging() {
        throw new UnsupportedOperationException("due");
    }

    /** @throws PeerException FILE_NOT_FOUND (also for a symbolic link anywhere on the way), STORAGE_FAILURE */
    public OpenFile read(FileName name) {
        throw new UnsupportedOperationException("due");
    }

    public Optional<FileStat> stat(FileName name) {
        throw new UnsupportedOperationException("due");
    }

    /** The absolute path of a file, for sendfile alone, after {@link #read} has succeeded. */
    public Path pathOf(FileName name) {
        throw new UnsupportedOperationException("due");
    }

    /** @throws PeerException ALREADY_EXISTS without overwrite, STORAGE_FULL, STORAGE_FAILURE */
    public FileStat commit(StagedFile staged, FileName name, boolean overwrite) {
        throw new UnsupportedOperationException("due");
    }

    /** @throws PeerException ALREADY_EXISTS without overwrite, STORAGE_FULL, STORAGE_FAILURE */
    public FileStat commit(StagedStream staged, FileName name, boolean overwrite) {
        throw new UnsupportedOperationException("due");
    }

    /** @throws PeerException FILE_NOT_FOUND */
    public void delete(FileName name) {
        throw new UnsupportedOperationException("due");
    }

    /** Depth first; never follows a link; a directory that cannot be read is one skipped call. */
    public void walk(Visitor visitor) {
        throw new UnsupportedOperationException("due");
    }

    @Override
    public void close() {}
}
