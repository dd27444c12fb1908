package io.parvada.peer.metalink;

import io.parvada.transfer.content.Sha256;
import java.util.List;

/** SHA-256 of each piece of {@code lengthBytes}, in order, the last piece what is left. */
record PieceDigests(long lengthBytes, List<Sha256> hashes) {

    /** Keeps a document under 200 KB; a file of 2 GiB still has pieces of 1 MiB. */
    static final int MOST = 2_048;

    PieceDigests {
        hashes = List.copyOf(hashes);
    }

    /** The smallest power of two of {@code least} or more that cuts {@code sizeBytes} into at most {@link #MOST} pieces. */
    static long lengthFor(long sizeBytes, int least) {
        long length = least;
        while ((sizeBytes + length - 1) / length > MOST) {
            length *= 2;
        }
        return length;
    }
}
