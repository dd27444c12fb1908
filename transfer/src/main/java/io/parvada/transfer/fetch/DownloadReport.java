package io.parvada.transfer.fetch;

import io.parvada.transfer.error.PeerException;
import java.util.List;
import java.util.Optional;

/**
 * What a download did.
 *
 * @param receivedBytes all that came from holders, the layer and what was wrong or came twice included
 * @param reusedBytes of pieces that were proven before it began
 * @param holders in the order they were given
 */
public record DownloadReport(long receivedBytes, long reusedBytes, List<Holder> holders) {

    /**
     * One holder's part.
     *
     * @param bytes of the pieces that it gave first; with reusedBytes they add up to the file
     * @param badPieces those it served wrongly, by index
     * @param failure its last failure, unless it gave proven bytes after that
     */
    public record Holder(String name, long bytes, List<Integer> badPieces, Optional<PeerException> failure) {}
}
