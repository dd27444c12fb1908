package io.parvada.cli.local;

import io.parvada.cli.output.Progress;
import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentHasher.Hashed;
import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of this machine that is read: for an upload, for its hashes, or to compare. */
public final class LocalFile {

    private static final int BUFFER_BYTES = 1 << 20;

    private LocalFile() {}

    /** @throws PeerException FILE_NOT_FOUND, INVALID_REQUEST for a directory or another thing that is no file */
    public static Path existing(String path) {
        Path file = path(path);
        if (!Files.exists(file)) {
            throw new PeerException(Reason.FILE_NOT_FOUND, "there is no file " + file + " here");
        }
        if (!Files.isRegularFile(file)) {
            throw new PeerException(Reason.INVALID_REQUEST, file + " is not a regular file");
        }
        return file;
    }

    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new PeerException(Reason.INVALID_REQUEST, "'" + text + "' is no path: " + e.getReason(), e);
        }
    }

    /** Size, root and SHA-256 in one pass; memory is constant. */
    public static Hashed hash(Path file, Progress progress) {
        ContentHasher hasher = new ContentHasher((index, hash) -> {});
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long done = 0;
            progress.update(0, size);
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                done += buffer.remaining();
                hasher.update(buffer);
                buffer.clear();
                progress.update(done, Math.max(done, size));
            }
            return hasher.finish();
        } catch (IOException e) {
            throw DiskFailure.of(e, "read " + file);
        }
    }
}
