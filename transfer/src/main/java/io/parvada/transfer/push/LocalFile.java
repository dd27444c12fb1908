package io.parvada.transfer.push;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/**
 * The file that is sent, as it was when it was opened; notices when it is changed meanwhile. One thread; the opener
 * closes it.
 */
final class LocalFile implements AutoCloseable {

    private record Stamp(long size, FileTime modified, Object key) {}

    private final Path path;
    private final FileChannel channel;
    private final Stamp stamp;

    private LocalFile(Path path, FileChannel channel, Stamp stamp) {
        this.path = path;
        this.channel = channel;
        this.stamp = stamp;
    }

    /** @throws PeerException FILE_NOT_FOUND; INVALID_REQUEST for what is no regular file; STORAGE_FAILURE */
    static LocalFile open(Path path) {
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw new PeerException(Reason.INVALID_REQUEST, path.getFileName() + " is not a regular file");
            }
            Stamp stamp = stamp(path);
            return new LocalFile(path, FileChannel.open(path, StandardOpenOption.READ), stamp);
        } catch (NoSuchFileException e) {
            throw new PeerException(Reason.FILE_NOT_FOUND, "there is no file " + path.getFileName(), e);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    long sizeBytes() {
        return stamp.size;
    }

    /** @throws PeerException DIGEST_MISMATCH if the file ends before the buffer is full: it was cut meanwhile */
    void read(long offset, ByteBuffer into) {
        int start = into.position();
        try {
            while (into.hasRemaining()) {
                if (channel.read(into, offset + into.position() - start) < 0) {
                    throw changed();
                }
            }
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** @throws PeerException DIGEST_MISMATCH if size, time or file differ from when it was opened */
    void checkUnchanged() {
        try {
            Stamp now = stamp(path);
            if (!Objects.equals(now, stamp)) {
                throw changed();
            }
        } catch (IOException e) {
            throw changed();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private static Stamp stamp(Path path) throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        return new Stamp(now.size(), now.lastModifiedTime(), now.fileKey());
    }

    private PeerException changed() {
        return new PeerException(Reason.DIGEST_MISMATCH, path.getFileName() + " was changed while it was sent");
    }

    private static PeerException failure(Path path, IOException e) {
        return new PeerException(Reason.STORAGE_FAILURE, path.getFileName() + " could not be read", e);
    }
}
