package io.parvada.cli.local;

import io.parvada.cli.output.Progress;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Where a download goes. Bytes gather in {@code .NAME.parvada-part} beside it, so that giving the name is one step on one
 * file system, and a run that was cut is gone on with.
 */
public final class Target {

    private static final String PART = ".parvada-part";
    /** Leaves room in the 255 bytes of a file name for the dot, the suffix and what stands beside the part. */
    private static final int MAX_NAME_BYTES = 200;

    private static final int SHORT_HASH = 32;

    private final Path path;
    private final boolean overwrite;

    private Target(Path path, boolean overwrite) {
        this.path = path;
        this.overwrite = overwrite;
    }

    /**
     * @param output a directory that exists, a file name, or null for the current directory
     * @param name the file's name in the network; its last segment names the file in a directory
     * @throws PeerException INVALID_REQUEST when the directory does not exist
     */
    public static Target of(String output, FileName name, boolean overwrite) {
        Path given = LocalFile.path(output == null ? "" : output);
        boolean directory = output == null || output.endsWith("/") || Files.isDirectory(given);
        Path path = directory ? given.resolve(name.lastSegment()) : given;
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new PeerException(
                    Reason.INVALID_REQUEST, "there is no directory " + parent + " to put the file into");
        }
        if (Files.isDirectory(path)) {
            throw new PeerException(Reason.ALREADY_EXISTS, path + " is a directory; name a file with --output");
        }
        return new Target(path, overwrite);
    }

    public Path path() {
        return path;
    }

    public boolean overwrite() {
        return overwrite;
    }

    /** Beside the target, hidden. */
    public Path part() {
        String name = path.getFileName().toString();
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        String stem =
                bytes.length <= MAX_NAME_BYTES ? name : Sha256.of(bytes).hex().substring(0, SHORT_HASH);
        return path.resolveSibling("." + stem + PART);
    }

    /**
     * The part of an HTTP download: a plain beginning of the file, where the other part has its pieces in any order. Its
     * name holds the root, so that it never goes on with another content's beginning.
     */
    public Path httpPart(ContentId content) {
        Path part = part();
        return part.resolveSibling(
                part.getFileName() + "." + content.root().hex().substring(0, SHORT_HASH));
    }

    /**
     * Whether the file is here already; read to the end only where the sizes are the same.
     *
     * @param progress of the reading
     * @throws PeerException ALREADY_EXISTS when other content stands there and is not to be overwritten
     */
    public boolean holds(ContentId content, Supplier<Progress> progress) {
        if (!Files.exists(path)) {
            return false;
        }
        if (sameContent(content, progress)) {
            return true;
        }
        if (!overwrite) {
            throw new PeerException(
                    Reason.ALREADY_EXISTS,
                    path + " exists with other content; --overwrite replaces it, --output names another place");
        }
        return false;
    }

    private boolean sameContent(ContentId content, Supplier<Progress> progress) {
        try {
            if (Files.size(path) != content.sizeBytes()) {
                return false;
            }
        } catch (IOException e) {
            throw DiskFailure.of(e, "read " + path);
        }
        try (Progress reading = progress.get()) {
            return LocalFile.hash(path, reading).content().equals(content);
        }
    }
}
