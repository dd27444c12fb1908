package io.parvada.system.faults;

import io.parvada.system.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a peer has staged, as the disk shows it. */
final class Staging {

    private Staging() {}

    static Path directory(PeerProcess peer) {
        return peer.share.resolve(".parvada/staging");
    }

    /** Names of files, its lock apart. */
    static List<String> of(PeerProcess peer) throws IOException {
        if (!Files.isDirectory(directory(peer))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory(peer))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(".lock"))
                    .toList();
        }
    }
}
