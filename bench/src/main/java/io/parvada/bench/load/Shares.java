package io.parvada.bench.load;

import io.parvada.bench.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the peers of a row share: one small file that all have, and some of their own. */
final class Shares {

    static final String COMMON = "hello.txt";

    private static final int OWN = 10;

    private Shares() {}

    static Path write(Lab lab, int peer) {
        Path share = lab.directory("share" + peer);
        try {
            Files.writeString(share.resolve(COMMON), "hello\n");
            for (int i = 0; i < OWN; i++) {
                Files.writeString(share.resolve(own(peer, i)), "file " + i + " of " + peer + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return share;
    }

    /** Which nobody else has. */
    static String own(int peer, int file) {
        return "peer" + peer + "-file" + file + ".txt";
    }
}
