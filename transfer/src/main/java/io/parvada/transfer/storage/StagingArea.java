package io.parvada.transfer.storage;

import io.parvada.transfer.content.ContentId;
import java.time.Duration;

/** Where bytes stay until they are proven: a directory beside the share, on the same file system. */
public final class StagingArea {

    /**
     * The staged file of this key, with what was proven before if it was cut, else a new one with its space checked.
     *
     * @param key chosen by the caller, stable over restarts: what is the same transfer has the same key
     * @throws io.parvada.transfer.error.PeerException BUSY while another holds this key open, STORAGE_FULL, FORBIDDEN
     */
    public StagedFile stage(String key, ContentId content) {
        throw new UnsupportedOperationException("due");
    }

    /** Bytes whose root is not known beforehand. declaredBytes is -1 when the sender did not say. */
    public StagedStream stream(long declaredBytes) {
        throw new UnsupportedOperationException("due");
    }

    /** Deletes what no one holds open and no one touched for so long; answers how many. */
    public int reclaim(Duration untouchedFor) {
        throw new UnsupportedOperationException("due");
    }
}
