package io.parvada.peer.downloads;

import io.parvada.peer.identity.Peer;
import io.parvada.transfer.fetch.PieceSource;

/** The port to other peers as holders; {@code remote} has the network behind it. Thread-safe. */
public interface HolderDialler {

    /**
     * A holder that is dialled at its first call, by the thread that calls: an address is connected to after it was
     * judged, and asked for bytes after it has answered with this peer's id. Its calls throw PEER_UNREACHABLE when none of
     * its addresses does.
     *
     * @param label the name for people, unique within the download
     * @param partial whether it was found to have a part only
     */
    PieceSource source(Peer holder, String label, boolean partial);
}
