package io.parvada.transfer.disk;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.file.Path;

/**
 * The free bytes of one file system, less what is promised to transfers under way, so that two of them are not promised
 * the same bytes. A promise is not a reservation: others may fill the disk, and then a write says STORAGE_FULL.
 * Thread-safe.
 */
public final class Space {

    private final Path where;
    private long promised; // guarded by this

    public Space(Path where) {
        this.where = where;
    }

    /** @throws PeerException STORAGE_FULL with how much is needed and how much is free */
    public synchronized Claim claim(long bytes) {
        long free = Math.max(0, where.toFile().getUsableSpace() - promised);
        if (bytes > free) {
            throw new PeerException(
                    Reason.STORAGE_FULL, "this needs " + bytes + " bytes of disk, and " + free + " are free");
        }
        promised += bytes;
        return new Claim(bytes);
    }

    private synchronized void giveBack(long bytes) {
        promised -= bytes;
    }

    /** What one transfer still has to write. Thread-safe. */
    public final class Claim {

        private long left; // guarded by this

        private Claim(long bytes) {
            this.left = bytes;
        }

        /** Bytes that are on the disk now, and so no longer free there. */
        public synchronized void used(long bytes) {
            long n = Math.min(left, bytes);
            left -= n;
            giveBack(n);
        }

        public void release() {
            used(Long.MAX_VALUE);
        }
    }
}
