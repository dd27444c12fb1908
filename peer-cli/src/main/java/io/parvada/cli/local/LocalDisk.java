package io.parvada.cli.local;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Failures of this machine's disk as reasons, and the naming of a finished file. */
final class LocalDisk {

    private LocalDisk() {}

    /** @param doing continues "cannot", for example {@code read talk.pdf} */
    static PeerException failure(IOException e, String doing) {
        String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        if (text != null && (text.contains("No space left") || text.contains("quota exceeded"))) {
            return new PeerException(Reason.STORAGE_FULL, "no room on this disk: cannot " + doing, e);
        }
        if (e instanceof NoSuchFileException) {
            return new PeerException(Reason.FILE_NOT_FOUND, "cannot " + doing + ": there is no such file here", e);
        }
        if (e instanceof AccessDeniedException) {
            return new PeerException(Reason.FORBIDDEN, "not allowed here: cannot " + doing, e);
        }
        return new PeerException(Reason.STORAGE_FAILURE, "cannot " + doing + ": " + text, e);
    }

    /**
     * Gives durable bytes their name, durably. Without overwrite by link(2), which fails if the name exists.
     *
     * @throws PeerException ALREADY_EXISTS, and both files are as they were; STORAGE_FAILURE
     */
    static void publish(Path part, Path target, boolean overwrite) {
        try {
            if (overwrite) {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.createLink(target, part);
                Files.delete(part);
            }
            try (FileChannel directory = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (FileAlreadyExistsException e) {
            throw new PeerException(Reason.ALREADY_EXISTS, target + " exists; --overwrite replaces it", e);
        } catch (IOException e) {
            throw failure(e, "store " + target);
        }
    }
}
