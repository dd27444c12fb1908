package io.parvada.transfer.disk;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * The one place where an IOException of the disk becomes a PeerException. The cause is kept for the log; the sentence
 * holds no path, as the exception's own message would.
 */
public final class DiskFailure {

    // Java tells errno only as text, and the C library speaks the language of the user: ask it once for its words.
    private static final Set<String> FULL = Set.copyOf(fullTexts());
    private static final Set<String> TOO_LONG = Set.copyOf(tooLongTexts());
    private static final String READ_ONLY = "Read-only file system";

    private DiskFailure() {}

    /**
     * @param doing what failed, as it continues "could not", for example {@code store docs/a.txt}
     * @return STORAGE_FULL (blocks, inodes or quota), FORBIDDEN (permission, read-only file system), INVALID_NAME (too
     *     long for this disk), CANCELLED (the thread was interrupted), else STORAGE_FAILURE
     */
    public static PeerException of(IOException e, String doing) {
        if (e instanceof ClosedByInterruptException) {
            return new PeerException(Reason.CANCELLED, "interrupted, could not " + doing, e);
        }
        String text = text(e);
        if (FULL.contains(text)) {
            return new PeerException(Reason.STORAGE_FULL, "no space is left on the disk to " + doing, e);
        }
        if (TOO_LONG.contains(text)) {
            return new PeerException(Reason.INVALID_NAME, "the name is too long for this disk, could not " + doing, e);
        }
        if (e instanceof AccessDeniedException || READ_ONLY.equals(text)) {
            return new PeerException(Reason.FORBIDDEN, "this peer may not " + doing, e);
        }
        return new PeerException(Reason.STORAGE_FAILURE, "the disk failed, could not " + doing, e);
    }

    /** As {@link #of}, and FILE_NOT_FOUND where the disk says that there is no such file. */
    public static PeerException reading(IOException e, Object name) {
        if (isMissing(e) || TOO_LONG.contains(text(e))) {
            return notFound(name);
        }
        return of(e, "read " + name);
    }

    public static PeerException notFound(Object name) {
        return new PeerException(Reason.FILE_NOT_FOUND, "there is no shared file " + name);
    }

    public static boolean isMissing(IOException e) {
        return e instanceof NoSuchFileException || e instanceof NotDirectoryException;
    }

    public static boolean isFull(IOException e) {
        return FULL.contains(text(e));
    }

    private static String text(IOException e) {
        String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return text == null ? "" : text;
    }

    private static Set<String> fullTexts() {
        Set<String> texts = new HashSet<>(Set.of("No space left on device", "Disk quota exceeded"));
        try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
            full.write(ByteBuffer.allocate(1));
        } catch (IOException | RuntimeException e) {
            // Only the always-full device of Linux answers with ENOSPC; elsewhere this is another text, or none.
            if (!(e instanceof FileSystemException) && e.getMessage() != null) {
                texts.add(e.getMessage());
            }
        }
        return texts;
    }

    private static Set<String> tooLongTexts() {
        Set<String> texts = new HashSet<>(Set.of("File name too long"));
        try {
            Files.size(Path.of("x".repeat(300)));
        } catch (NoSuchFileException e) {
            return texts;
        } catch (FileSystemException e) {
            texts.add(text(e));
        } catch (IOException | RuntimeException e) {
            return texts;
        }
        return texts;
    }
}
