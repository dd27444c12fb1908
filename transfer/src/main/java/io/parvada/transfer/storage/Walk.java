package io.parvada.transfer.storage;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.disk.Directory;
import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.Locale;

/**
 * One pass over a share: one readAttributes a file, one open directory a level, nothing kept. What vanishes meanwhile is
 * as if it had never been.
 */
final class Walk {

    private static final char UNDECODABLE = '\uFFFD';

    private final SharedFolder.Visitor visitor;

    Walk(SharedFolder.Visitor visitor) {
        this.visitor = visitor;
    }

    /** @param prefix empty, or ending with a slash */
    void directory(Directory directory, String prefix) throws IOException {
        visitor.directory(prefix.isEmpty() ? prefix : prefix.substring(0, prefix.length() - 1));
        Iterator<Path> names = directory.names();
        try {
            while (names.hasNext()) {
                entry(directory, prefix, names.next().getFileName());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void entry(Directory directory, String prefix, Path entry) {
        String segment = entry.toString();
        if (FileName.isReserved(segment)) {
            return;
        }
        BasicFileAttributes attributes;
        FileName name;
        try {
            attributes = directory.attributes(entry);
            if (!attributes.isRegularFile() && !attributes.isDirectory()) {
                return;
            }
            name = name(prefix, entry);
        } catch (IOException e) {
            skip(prefix + segment, e);
            return;
        } catch (PeerException e) {
            visitor.skipped(display(prefix + segment), e);
            return;
        }
        if (attributes.isRegularFile()) {
            visitor.file(FileStat.of(name, attributes));
        } else {
            descend(directory, entry, name.value() + "/");
        }
    }

    private void descend(Directory directory, Path entry, String below) {
        try (Directory child = directory.child(entry)) {
            directory(child, below);
        } catch (IOException e) {
            skip(below, e);
        }
    }

    private void skip(String name, IOException e) {
        if (!DiskFailure.isMissing(e)) {
            visitor.skipped(display(name), DiskFailure.of(e, "read it"));
        }
    }

    // A name of other bytes than this locale's decodes to something that leads nowhere, or to another file.
    private static FileName name(String prefix, Path entry) {
        String segment = entry.toString();
        if (segment.indexOf(UNDECODABLE) >= 0 && !leadsBack(segment, entry)) {
            throw new PeerException(Reason.INVALID_NAME, "the name is not valid UTF-8, or not in this peer's locale");
        }
        return new FileName(prefix + segment);
    }

    private static boolean leadsBack(String segment, Path entry) {
        try {
            return Path.of(segment).equals(entry);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** With everything that a terminal would obey, or that would not show as it is, written as its number. */
    private static String display(String name) {
        StringBuilder shown = new StringBuilder(name.length());
        name.codePoints().forEach(c -> {
            if (FileName.isShowable(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format(Locale.ROOT, "<U+%04X>", c));
            }
        });
        return shown.toString();
    }
}
