package io.parvada.transfer.fetch;

import io.parvada.transfer.storage.StagedFile;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Fetches every missing piece of one content from all its holders, each piece proven before it counts. */
public final class Download {

    /** @param lanes runs one task a holder; owned by the caller */
    public Download(StagedFile staged, List<PieceSource> holders, ExecutorService lanes, DownloadListener listener) {
        throw new UnsupportedOperationException("due");
    }

    /**
     * Blocks until all pieces are proven; does not commit.
     *
     * @throws PeerException the most telling reason when no holder is left, CANCELLED; what is proven stays staged
     */
    public DownloadReport run() {
        throw new UnsupportedOperationException("due");
    }

    public void cancel() {
        throw new UnsupportedOperationException("due");
    }
}
