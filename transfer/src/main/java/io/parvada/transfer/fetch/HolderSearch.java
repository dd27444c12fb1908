package io.parvada.transfer.fetch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where a running download gets further holders from: those who have all, and those who have a part. */
public interface HolderSearch {

    /** The holders that a download begins with are all there are. */
    HolderSearch NONE = new HolderSearch() {
        @Override
        public CompletableFuture<List<PieceSource>> find() {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public Duration patience() {
            return Duration.ZERO;
        }
    };

    /**
     * One search; does not block and ends by itself. A failure counts as nobody found. The sources become the download's,
     * which closes them; whoever is in use already, or has served wrong bytes, is told by its name and not taken.
     */
    CompletableFuture<List<PieceSource>> find();

    /** How long after the last proven piece a download without any holder still waits for one; 0: one search long. */
    Duration patience();
}
