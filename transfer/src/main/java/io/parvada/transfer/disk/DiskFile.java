package io.parvada.transfer.disk;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file of Parvada's own, open for positional reads and writes. Thread-safe. Interrupting a thread inside a
 * FileChannel closes it for all; here only the interrupted one fails, with ClosedByInterruptException, and the others go
 * on with the file opened anew.
 */
public final class DiskFile implements Closeable {

    private static final Set<OpenOption> EXISTING =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    @FunctionalInterface
    private interface Action<T> {
        T on(FileChannel channel) throws IOException;
    }

    private final Path path;
    private FileChannel channel; // guarded by this
    private boolean closed; // guarded by this

    private DiskFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Fails if anything, also a symbolic link, has the name. Its mode is what the umask leaves of 0666. */
    public static DiskFile create(Path path) throws IOException {
        return new DiskFile(path, FileChannel.open(path, NEW));
    }

    public static DiskFile open(Path path) throws IOException {
        return new DiskFile(path, FileChannel.open(path, EXISTING));
    }

    public Path path() {
        return path;
    }

    /** All bytes between position and limit; the position is not moved. */
    public void write(ByteBuffer data, long at) throws IOException {
        run(to -> {
            ByteBuffer rest = data.duplicate();
            long position = at;
            while (rest.hasRemaining()) {
                position += to.write(rest, position);
            }
            return null;
        });
    }

    /** Exactly {@code count} bytes. @throws EOFException if the file ends before */
    public byte[] read(long at, int count) throws IOException {
        return run(from -> {
            ByteBuffer bytes = ByteBuffer.allocate(count);
            while (bytes.hasRemaining()) {
                if (from.read(bytes, at + bytes.position()) < 0) {
                    throw new EOFException("the file ends before " + (at + count));
                }
            }
            return bytes.array();
        });
    }

    /** fdatasync, or fsync when the times are to last too. */
    public void force(boolean times) throws IOException {
        run(file -> {
            file.force(times);
            return null;
        });
    }

    public void truncate(long size) throws IOException {
        run(file -> file.truncate(size));
    }

    public long size() throws IOException {
        return run(FileChannel::size);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }

    private <T> T run(Action<T> action) throws IOException {
        while (true) {
            FileChannel current = channel();
            try {
                return action.on(current);
            } catch (ClosedByInterruptException mine) {
                throw mine;
            } catch (ClosedChannelException anothers) {
                // Done again from its start: positional reads and writes of the same bytes may be repeated.
            }
        }
    }

    private synchronized FileChannel channel() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (!channel.isOpen()) {
            channel = FileChannel.open(path, EXISTING);
        }
        return channel;
    }
}
