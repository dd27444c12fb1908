package io.parvada.transfer.content;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;

/**
 * What a file is, whatever it is called: its length in bytes and the Merkle root of BEP 52. Never the root alone: a tree
 * does not tell a leaf from a node, so the 64 bytes left‖right of a larger file have that file's root.
 *
 * @param sizeBytes 0 or more
 * @param root for a file of 0 bytes the SHA-256 of nothing (our rule; BEP 52 has none)
 */
public record ContentId(long sizeBytes, Sha256 root) {

    private static final Sha256 NOTHING = Sha256.of(new byte[0]);

    /** @throws PeerException INVALID_REQUEST for a negative size, or an empty file whose root is not SHA-256 of nothing */
    public ContentId {
        if (sizeBytes < 0) {
            throw new PeerException(Reason.INVALID_REQUEST, "a size is 0 or more, not " + sizeBytes);
        }
        if (sizeBytes == 0 && !root.equals(NOTHING)) {
            throw new PeerException(Reason.INVALID_REQUEST, "the root of 0 bytes is " + NOTHING.hex());
        }
    }

    public Pieces pieces() {
        return new Pieces(sizeBytes);
    }

    @Override
    public String toString() {
        return root.hex() + "/" + sizeBytes;
    }
}
