package io.parvada.peer.query;

import io.parvada.peer.identity.Peer;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import java.util.List;

/**
 * One (name, size, root) and who holds it.
 *
 * @param peers who has all of it; empty only where {@code partial} is not
 * @param partial who is fetching it and gives its proven pieces meanwhile; null unless that was asked for
 */
public record Hit(FileName name, long size, Sha256 sha256, Sha256 root, List<Peer> peers, List<Peer> partial) {

    /** Of whole holders alone. */
    public Hit(FileName name, long size, Sha256 sha256, Sha256 root, List<Peer> peers) {
        this(name, size, sha256, root, peers, null);
    }
}
