package io.parvada.peer.query;

import io.parvada.peer.identity.Peer;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import java.util.List;

/** One (name, size, root) and who holds it. */
public record Hit(FileName name, long size, Sha256 sha256, Sha256 root, List<Peer> peers) {}
