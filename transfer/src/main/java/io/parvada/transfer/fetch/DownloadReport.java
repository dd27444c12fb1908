package io.parvada.transfer.fetch;

import io.parvada.transfer.error.PeerException;
import java.util.List;
import java.util.Optional;

/** What a download did. reusedBytes were proven before it began. */
public record DownloadReport(long receivedBytes, long reusedBytes, List<Holder> holders) {

    /** One holder's part; badPieces are those it served wrongly, by index. */
    public record Holder(String name, long bytes, List<Integer> badPieces, Optional<PeerException> failure) {}
}
