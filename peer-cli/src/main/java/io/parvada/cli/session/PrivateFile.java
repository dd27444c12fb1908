package io.parvada.cli.session;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file with a secret of the user's. What others can read is refused, not narrowed: they may have read it already. On
 * file systems without POSIX permissions the mode is not checked.
 */
final class PrivateFile {

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private PrivateFile() {}

    /** @throws PeerException FILE_NOT_FOUND; FORBIDDEN where others can read it; STORAGE_FAILURE */
    static String read(Path file) {
        try {
            if (isPosix(file) && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new PeerException(
                        Reason.FORBIDDEN,
                        file + " is open to other users of this machine; chmod 600 " + file + " mends it");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new PeerException(Reason.FILE_NOT_FOUND, "there is no file " + file, e);
        } catch (IOException e) {
            throw new PeerException(Reason.STORAGE_FAILURE, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whole or not at all; readable by its owner alone from its first byte on. @throws PeerException STORAGE_FAILURE */
    static void write(Path file, String text) {
        Path whole = file.toAbsolutePath();
        Path draft = whole.resolveSibling(whole.getFileName() + ".new");
        try {
            Files.createDirectories(whole.getParent());
            Files.deleteIfExists(draft);
            try (FileChannel channel = FileChannel.open(
                    draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode(whole.getParent()))) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new PeerException(Reason.STORAGE_FAILURE, file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static FileAttribute<?>[] mode(Path directory) throws IOException {
        return isPosix(directory)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }
}
