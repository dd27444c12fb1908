package io.parvada.peer.search;

import io.parvada.peer.query.Coverage;
import io.parvada.transfer.content.Sha256;
import java.util.List;

/** Who has exactly this file. */
public record LocateAnswer(
        boolean found,
        String filename,
        Sha256 root,
        List<Source> sources,
        boolean complete,
        List<Coverage.Unreachable> unreachable) {

    public record Source(
            io.parvada.peer.identity.Peer peer,
            String name,
            long size,
            Sha256 sha256,
            Sha256 root,
            String downloadUrl) {}
}
