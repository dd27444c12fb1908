package io.parvada.transfer.storage;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.disk.Directory;
import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * A shared file opened for reading through the one door. Thread-safe for positional reads; the opener closes it.
 * Interrupting a thread that reads closes the channel, as Java's channels do.
 */
public final class OpenFile implements AutoCloseable {

    private static final int TRIES = 8;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final FileChannel channel;
    private final FileStat stat;
    private final BooleanSupplier changed;
    private final Closeable ending;

    /** @param ending closes the channel, or lets go of one that others read too; runs once a close */
    OpenFile(FileChannel channel, FileStat stat, BooleanSupplier changed, Closeable ending) {
        this.channel = channel;
        this.stat = stat;
        this.changed = changed;
        this.ending = ending;
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
                    FileStat stat = FileStat.of(name, attributes);
                    return new OpenFile(channel, stat, () -> folder.changed(stat), channel);
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
     * nothing. What is staged is written by its own pieces meanwhile, and is looked at so from when it has its name.
     */
    public boolean changed() {
        return changed.getAsBoolean();
    }

    @Override
    public void close() {
        try {
            ending.close();
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
