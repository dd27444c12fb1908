package io.parvada.peer.identity;

import io.parvada.peer.config.StartRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Small secrets on disk that only their owner may read. A file is there whole or not at all, also after a crash. What
 * stands open to others is refused, never narrowed silently: someone may have read it already. On file systems without
 * POSIX permissions the modes are not checked. Used at start only, on the main thread.
 */
public final class PrivateFiles {

    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
    private static final FileAttribute<?> MODE_600 =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> MODE_700 =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private PrivateFiles() {}

    /** Makes the directory with mode 0700 if it is not there. @throws StartRefused if it stands open to others */
    static void directory(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory, attributes(directory, MODE_700));
            }
            refuseIfOpen(directory, "700");
        } catch (IOException e) {
            throw new StartRefused(directory + " cannot be made: " + StartRefused.why(e) + ".", e);
        }
    }

    /** The file's text; if there is none yet, the content given is stored first. @throws StartRefused, as above */
    static String readOrCreate(Path file, Supplier<String> content) {
        try {
            if (!Files.exists(file)) {
                create(file, content.get());
            }
            refuseIfOpen(file, "600");
            return Files.readString(file);
        } catch (IOException e) {
            throw new StartRefused(file + " cannot be read or made: " + StartRefused.why(e) + ".", e);
        }
    }

    /**
     * The text of a file that an operator made, such as a secret.
     *
     * @param key that names it, for the sentence
     * @throws StartRefused if it cannot be read, or stands open to others
     */
    public static String read(Path file, String key) {
        try {
            refuseIfOpen(file, "600");
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new StartRefused(file + ", which " + key + " names, cannot be read: " + StartRefused.why(e) + ".", e);
        }
    }

    private static void create(Path file, String content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        try (FileChannel channel = FileChannel.open(
                draft,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                attributes(file.getParent(), MODE_600))) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        try {
            // A link fails where a rename would replace a key that another process has just made.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Then that one counts.
        } catch (UnsupportedOperationException e) {
            Files.move(draft, file);
        }
        Files.deleteIfExists(draft);
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static void refuseIfOpen(Path path, String mode) throws IOException {
        if (isPosix(path) && Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
            throw new StartRefused(path + " is open to other users; accepted is mode 0" + mode + ": chmod " + mode + " "
                    + path + " mends it.");
        }
    }

    private static FileAttribute<?>[] attributes(Path near, FileAttribute<?> mode) throws IOException {
        Path existing = Files.exists(near) ? near : near.toAbsolutePath().getParent();
        return isPosix(existing) ? new FileAttribute<?>[] {mode} : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }
}
