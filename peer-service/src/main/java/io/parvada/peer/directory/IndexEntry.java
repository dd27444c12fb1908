package io.parvada.peer.directory;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;

/** One published file. sha256 and root are null while its peer has not hashed it. Immutable. */
public record IndexEntry(FileName name, long size, Sha256 sha256, Sha256 root) {

    /** @throws PeerException INVALID_REQUEST without a name, and for a negative size */
    public IndexEntry {
        if (name == null || size < 0) {
            throw new PeerException(Reason.INVALID_REQUEST, "an entry has a name and a size of 0 or more");
        }
    }
}
