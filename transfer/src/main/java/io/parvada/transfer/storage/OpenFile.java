package io.parvada.transfer.storage;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.disk.Directory;
import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A shared file opened for reading through the one door. Thread-safe for positional reads; the opener closes it.
 * Interrupting a thread that reads closes the channel, as Java's channels do.
 */
public final class OpenFile implements AutoCloseable {

    private static final int TRIES = 8;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final SharedFolder folder;
    private final FileChannel channel;
    private final FileStat stat;

    private OpenFile(SharedFolder folder, FileChannel channel, FileStat stat) {
        this.folder = folder;
        this.channel = channel;
        this.stat = stat;
    }

    /** @throws NoSuchFileException for anything but a regular file */
    static OpenFile open(SharedFolder folder, Directory parent, Path last, FileName name) throws IOException {
        BasicFileAttributes attributes = regular(parent, last);
        for (int tries = 1; tries <= TRIES; tries++) {
            FileChannel channel = parent.openForReading(last);
            boolean opened = false;
            try {
                BasicFileAttributes after = regular(parent, last);
                opened = Objects.equals(attributes.fileKey(), after.fileKey());
                if (opened) {
                    return new OpenFile(folder, channel, FileStat.of(name, attributes));
                }
                attributes = after;
            } finally {
                if (!opened) {
                    channel.close();
                }
            }
        }
        throw PeerException.retryAfter(Reason.BUSY, name + " is being replaced again and again", SOON);
    }

    /** For positional reads and transferTo; never closed by the caller but through {@link #close()}. */
    public FileChannel channel() {
        return channel;
    }

    /** As it was when opened. */
    public FileStat stat() {
        return stat;
    }

    /**
     * Whether size, time or inode differ from when it was opened, or the name is gone: then what was read proves
     * nothing.
     */
    public boolean changed() {
        return !folder.stat(stat.name()).equals(Optional.of(stat));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw DiskFailure.of(e, "close " + stat.name());
        }
    }

    private static BasicFileAttributes regular(Directory parent, Path name) throws IOException {
        BasicFileAttributes attributes = parent.attributes(name);
        if (!attributes.isRegularFile()) {
            throw new NoSuchFileException(name.toString());
        }
        return attributes;
    }
}
