package io.parvada.cli.local;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.disk.PartLock;
import io.parvada.transfer.disk.Space;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.Publication;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The beginning of a file, as it came over HTTP; nothing of it is proven before the whole is read again. Thread-safe:
 * bytes come on the HTTP client's threads. One process at a time: another gets BUSY.
 */
public final class HttpPart implements AutoCloseable {

    private final Target target;
    private final ContentId content;
    private final Path path;
    private final PartLock lock;
    private final FileChannel channel;

    private HttpPart(Target target, ContentId content, PartLock lock) throws IOException {
        this.target = target;
        this.content = content;
        this.path = target.httpPart(content);
        this.lock = lock;
        this.channel = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    /** @throws PeerException BUSY, STORAGE_FULL before the first byte, FORBIDDEN, STORAGE_FAILURE */
    public static HttpPart open(Target target, ContentId content) {
        Path path = target.httpPart(content).toAbsolutePath();
        PartLock lock = PartLock.acquire(path);
        HttpPart part = null;
        boolean opened = false;
        try {
            part = new HttpPart(target, content, lock);
            new Space(path.getParent()).claim(Math.max(0, content.sizeBytes() - part.size()));
            opened = true;
            return part;
        } catch (IOException e) {
            throw DiskFailure.of(e, "write " + path);
        } finally {
            if (!opened && part != null) {
                part.close();
            } else if (!opened) {
                lock.release();
            }
        }
    }

    public Path path() {
        return path;
    }

    public synchronized long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw DiskFailure.of(e, "read " + path);
        }
    }

    public boolean full() {
        return size() == content.sizeBytes();
    }

    /** @throws PeerException CORRUPT_SOURCE beyond the file's end; CANCELLED once closed; STORAGE_FULL, STORAGE_FAILURE */
    public synchronized void append(ByteBuffer bytes) {
        if (!channel.isOpen()) {
            throw new PeerException(Reason.CANCELLED, "interrupted");
        }
        try {
            long at = channel.size();
            if (at + bytes.remaining() > content.sizeBytes()) {
                throw new PeerException(
                        Reason.CORRUPT_SOURCE, "more than the " + content.sizeBytes() + " bytes of the file came");
            }
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            throw DiskFailure.of(e, "write " + path);
        }
    }

    /** Drops what is there. */
    public synchronized void restart() {
        try {
            channel.truncate(0);
        } catch (IOException e) {
            throw DiskFailure.of(e, "write " + path);
        }
    }

    /** All is proven: makes it durable and gives it the target's name. @throws PeerException ALREADY_EXISTS, and both stay */
    public synchronized void commit() {
        Path absolute = target.path().toAbsolutePath();
        Path name = absolute.getFileName();
        try {
            channel.force(true);
            new Publication(path.toAbsolutePath(), absolute.getParent(), List.of(name))
                    .run(name.toString(), target.overwrite());
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw DiskFailure.of(e, "store " + target.path());
        }
    }

    /** Keeps what is there for the next run. */
    @Override
    public synchronized void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw DiskFailure.of(e, "write " + path);
        } finally {
            lock.release();
        }
    }
}
