package io.parvada.peer.catalog;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A process that may not read all of its share: says what the catalog makes of it, then lets itself read one file. */
final class ForbiddenFiles {

    private static final FileName CLOSED = new FileName("closed.txt");

    private ForbiddenFiles() {}

    public static void main(String[] arguments) throws IOException {
        Path dir = Path.of(arguments[0]);
        try (Share share = new Share(dir)) {
            Catalog catalog = share.openIndexed();
            say(CLOSED, proof(catalog, CLOSED));
            say(new FileName("open.txt"), proof(catalog, new FileName("open.txt")));
            FileName inside = new FileName("barred/inside.txt");
            say(inside, catalog.find(inside).isPresent() ? "there" : "not there");
            Files.setPosixFilePermissions(dir.resolve("closed.txt"), PosixFilePermissions.fromString("rw-r--r--"));
            Share.await(() -> catalog.find(CLOSED).orElseThrow().sha256() != null);
            say(CLOSED, proof(catalog, CLOSED) + " once it may be read");
            Files.setPosixFilePermissions(dir.resolve("barred"), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static String proof(Catalog catalog, FileName name) {
        try {
            return catalog.hashed(name).sha256() == null ? "not read" : "proven";
        } catch (PeerException e) {
            return e.reason().name();
        }
    }

    private static void say(FileName name, String what) {
        System.out.println("> " + name + " " + what);
    }
}
