package io.parvada.peer.transfers;

import io.parvada.peer.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file whose name stands and whose bytes cannot be read: for who may read everything, the disk fails in the middle of
 * it. Skips the test where the machine can do neither.
 */
public final class UnreadableFile {

    private final Path file;
    private final boolean mounted;

    private UnreadableFile(Path file, boolean mounted) {
        this.file = file;
        this.mounted = mounted;
    }

    public static UnreadableFile at(Path file) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        if (!Files.isReadable(file)) {
            return new UnreadableFile(file, false);
        }
        // The first page of a process is never there: to read it is EIO.
        String memory = "/proc/" + ProcessHandle.current().pid() + "/mem";
        boolean mounted = run("mount", "--bind", memory, file.toString()) == 0;
        Machine.can(mounted, "make a file that cannot be read");
        return new UnreadableFile(file, true);
    }

    /** Can be deleted again. */
    public void restore() throws Exception {
        if (mounted) {
            run("umount", "-l", file.toString());
        }
    }

    private static int run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException notInstalled) {
            return -1;
        }
    }
}
