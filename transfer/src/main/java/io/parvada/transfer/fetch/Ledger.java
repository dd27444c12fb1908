package io.parvada.transfer.fetch;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.error.PeerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What each holder has brought and how it has failed, told to the listener as it happens. Guarded by the board's monitor. */
final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    private final Roster roster;
    private final ContentId content;
    private final DownloadListener listener;
    private final long reusedBytes;
    private long receivedBytes;

    /** @param reusedBytes were proven before */
    Ledger(Roster roster, ContentId content, DownloadListener listener, long reusedBytes) {
        this.roster = roster;
        this.content = content;
        this.listener = listener;
        this.reusedBytes = reusedBytes;
    }

    void joined(String holder) {
        listener.holderJoined(holder);
    }

    void received(long bytes) {
        receivedBytes += bytes;
    }

    /** A piece that was missing has come. @param provenBytes with it, of all */
    void brought(int lane, int bytes, long provenBytes) {
        HolderPart part = roster.part(lane);
        part.bytes += bytes;
        listener.proven(part.name, bytes);
        listener.progress(provenBytes, content.sizeBytes());
    }

    void wrong(int lane, int piece) {
        roster.part(lane).badPieces.add(piece);
        listener.wrong(roster.part(lane).name, piece);
    }

    void waiting(int lane, PeerException why) {
        HolderPart part = roster.part(lane);
        part.failure = why;
        listener.waiting(part.name, why);
    }

    /** @param over after the end it is no news */
    void lost(int lane, PeerException why, boolean over) {
        HolderPart part = roster.part(lane);
        part.failure = why;
        if (!over) {
            LOG.info("{} is given up for {}: {} {}", part.name, content, why.reason(), why.detail());
            listener.holderLost(part.name, why);
        }
    }

    DownloadReport report() {
        return new DownloadReport(receivedBytes, reusedBytes, roster.report());
    }
}
