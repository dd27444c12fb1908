package io.parvada.peer.downloads;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;

/**
 * What is to be fetched. Immutable.
 *
 * @param name whole or last segment; or null where root is given
 * @param root or null where name is given; with both, the one of the contents that are called so
 * @param size narrows to this size; may be null
 * @param saveAs the name it gets in this share; null: {@code name} if root is given too, else the one it has at its
 *     first holder
 */
public record DownloadRequest(FileName name, Sha256 root, Long size, FileName saveAs) {

    /** @throws PeerException INVALID_REQUEST without name and root, or for a negative size */
    public DownloadRequest {
        if (name == null && root == null) {
            throw new PeerException(Reason.INVALID_REQUEST, "a download has a name or a root");
        }
        if (size != null && size < 0) {
            throw new PeerException(Reason.INVALID_REQUEST, "a size is 0 or more");
        }
    }
}
