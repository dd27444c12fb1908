package io.parvada.transfer.parts;

import io.parvada.transfer.disk.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * What the files of one staging are called.
 *
 * @param data the bytes; the others stand beside it
 */
public record StagedNames(Path data) {

    /** Which pieces are proven and durable. */
    Path state() {
        return beside(".state");
    }

    /** Which pieces are proven, noted without syncing. */
    Path live() {
        return beside(".live");
    }

    /** The piece hashes. */
    public Path layer() {
        return beside(".layer");
    }

    /** Deletes them all, first what speaks of the bytes: bytes of which nothing is said cost work, the reverse lies. */
    public void delete() throws IOException {
        boolean spoken = Files.deleteIfExists(state());
        spoken |= Files.deleteIfExists(live());
        Files.deleteIfExists(ProvenPieces.next(state()));
        Files.deleteIfExists(layer());
        if (spoken && Files.exists(data, LinkOption.NOFOLLOW_LINKS)) {
            forceDirectory();
        }
        Files.deleteIfExists(data);
    }

    /** Whether the bytes have another name too: a crash came between the commit and the end of the staging. */
    public boolean committed() throws IOException {
        try {
            return (int) Files.getAttribute(data, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
        } catch (UnsupportedOperationException | IllegalArgumentException notUnix) {
            return false;
        }
    }

    private void forceDirectory() throws IOException {
        try (Directory directory = Directory.open(data.getParent())) {
            directory.force();
        }
    }

    private Path beside(String suffix) {
        return data.resolveSibling(data.getFileName() + suffix);
    }
}
