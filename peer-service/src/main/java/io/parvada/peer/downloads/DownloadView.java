package io.parvada.peer.downloads;

import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.Reason;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A download as it stood at one moment; the form in which it is told and kept. Immutable.
 *
 * @param name that it has, or is to have, in this peer's share
 * @param endedAt null until it has ended
 * @param provenBytes those that need not be fetched any more; at the end, all
 * @param receivedBytes all that came from holders since it was asked for: hashes, wrong bytes and what came twice
 *     included; those of a run that was killed are not known
 * @param bytesPerSecond proven, over the last seconds; 0 unless it runs
 * @param holders who has given something or was asked, first come first
 * @param alreadyPresent whether the bytes were in this peer's share before, under this name or another
 * @param reason why it waits or has failed; else null, as is detail
 */
public record DownloadView(
        UUID id,
        FileName name,
        long size,
        Sha256 root,
        DownloadState state,
        Instant createdAt,
        Instant endedAt,
        long provenBytes,
        long receivedBytes,
        long bytesPerSecond,
        List<Holder> holders,
        boolean alreadyPresent,
        Reason reason,
        String detail) {

    /**
     * One holder's part.
     *
     * @param bytes of proven pieces that it gave first
     * @param banned whether it served wrong bytes or hashes, and is not asked again for this download
     * @param badPieces by index
     * @param reason of its last failure; else null, as is detail
     */
    public record Holder(
            PeerId id,
            String name,
            long bytes,
            long bytesPerSecond,
            boolean banned,
            List<Integer> badPieces,
            Reason reason,
            String detail) {}

    public DownloadView {
        holders = holders == null ? List.of() : List.copyOf(holders);
    }

    /** The same once it has been cancelled. */
    DownloadView cancelled(Instant at) {
        return new DownloadView(
                id,
                name,
                size,
                root,
                DownloadState.CANCELLED,
                createdAt,
                at,
                provenBytes,
                receivedBytes,
                0,
                holders,
                alreadyPresent,
                null,
                null);
    }

    ContentId content() {
        return new ContentId(size, root);
    }
}
