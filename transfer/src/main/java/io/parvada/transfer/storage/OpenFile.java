package io.parvada.transfer.storage;

import java.nio.channels.FileChannel;

/** A shared file opened for reading through the one door. Thread-safe for positional reads; the opener closes it. */
public final class OpenFile implements AutoCloseable {

    /** For positional reads and transferTo; never closed by the caller but through {@link #close()}. */
    public FileChannel channel() {
        throw new UnsupportedOperationException("due");
    }

    /** As it was when opened. */
    public FileStat stat() {
        throw new UnsupportedOperationException("due");
    }

    /** Whether size, time or inode differ from when it was opened: then what was read proves nothing. */
    public boolean changed() {
        throw new UnsupportedOperationException("due");
    }

    @Override
    public void close() {}
}
