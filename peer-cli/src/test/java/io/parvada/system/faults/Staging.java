package io.parvada.system.faults;

import io.parvada.system.PeerProcess;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.wire.GrpcUploadTarget;
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

    /**
     * Opens an upload over gRPC, which stays so for some seconds.
     *
     * @return the file that its bytes will be written to
     */
    static Path opened(PeerProcess peer, String name, byte[] bytes, boolean overwrite) throws IOException {
        List<String> before = of(peer);
        try (GrpcUploadTarget target = new GrpcUploadTarget(PeerChannel.to("localhost:" + peer.grpcPort))) {
            target.open(new FileName(name), Samples.content(bytes), overwrite);
        }
        Path staging = directory(peer).toRealPath();
        return of(peer).stream()
                .filter(file -> !before.contains(file) && !file.contains("."))
                .map(staging::resolve)
                .findFirst()
                .orElseThrow();
    }
}
