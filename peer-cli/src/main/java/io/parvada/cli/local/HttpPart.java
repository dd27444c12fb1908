package io.parvada.cli.local;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The beginning of a file, as it came over HTTP; nothing of it is proven before the whole is read again. Thread-safe:
 * bytes come on the HTTP client's threads. One process at a time: another gets BUSY.
 */
public final class HttpPart implements AutoCloseable {

    private final Target target;
    private final ContentId content;
    private final Path path;
    private final FileChannel channel;

    /** @throws PeerException BUSY, STORAGE_FULL before the first byte, FORBIDDEN, STORAGE_FAILURE */
    public HttpPart(Target target, ContentId content) {
        this.target = target;
        this.content = content;
        this.path = target.httpPart(content);
        try {
            this.channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            lock();
            long free = path.toAbsolutePath().getParent().toFile().getUsableSpace();
            if (content.sizeBytes() - size() > free) {
                throw new PeerException(
                        Reason.STORAGE_FULL,
                        "this needs " + (content.sizeBytes() - size()) + " bytes of disk, and " + free + " are free");
            }
        } catch (IOException e) {
            throw LocalDisk.failure(e, "write " + path);
        }
    }

    public Path path() {
        return path;
    }

    public synchronized long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw LocalDisk.failure(e, "read " + path);
        }
    }

    public boolean full() {
        return size() == content.sizeBytes();
    }

    /** @throws PeerException CORRUPT_SOURCE beyond the file's end; CANCELLED once closed; STORAGE_FULL, STORAGE_FAILURE */
    public synchronized void append(ByteBuffer bytes) {
        try {
            if (!channel.isOpen()) {
                throw new PeerException(Reason.CANCELLED, "interrupted");
            }
            long at = channel.size();
            if (at + bytes.remaining() > content.sizeBytes()) {
                throw new PeerException(
                        Reason.CORRUPT_SOURCE, "more than the " + content.sizeBytes() + " bytes of the file came");
            }
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            throw LocalDisk.failure(e, "write " + path);
        }
    }

    /** Drops what is there. */
    public synchronized void restart() {
        try {
            channel.truncate(0);
        } catch (IOException e) {
            throw LocalDisk.failure(e, "write " + path);
        }
    }

    /** All is proven: makes it durable and gives it the target's name. */
    public synchronized void commit() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw LocalDisk.failure(e, "store " + target.path());
        }
        LocalDisk.publish(path.toAbsolutePath(), target.path().toAbsolutePath(), target.overwrite());
    }

    /** Keeps what is there for the next run. */
    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw LocalDisk.failure(e, "write " + path);
        }
    }

    private void lock() throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException inThisProcess) {
            // falls through: the same answer as for another process
        }
        channel.close();
        throw new PeerException(Reason.BUSY, "another download writes " + path);
    }
}
