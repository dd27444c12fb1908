package io.parvada.peer.downloads;

import io.parvada.peer.identity.PeerId;
import io.parvada.peer.pace.Rate;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One holder's part of a download, as it grows over its runs. Guarded by the download's monitor. */
final class HolderMeter {

    final PeerId id;
    final String label;
    private final Rate rate = new Rate();
    private final List<Integer> badPieces = new ArrayList<>();
    private long bytes;
    private boolean atWork;
    private boolean banned;
    private Reason reason;
    private String detail;

    HolderMeter(PeerId id, String label) {
        this.id = id;
        this.label = label;
    }

    /** As it was told before. */
    static HolderMeter of(DownloadView.Holder known) {
        HolderMeter meter = new HolderMeter(known.id(), known.name());
        meter.bytes = known.bytes();
        meter.banned = known.banned();
        meter.badPieces.addAll(known.badPieces());
        meter.reason = known.reason();
        meter.detail = known.detail();
        return meter;
    }

    void proven(int length) {
        bytes += length;
        reason = null;
        detail = null;
    }

    void joined() {
        atWork = true;
    }

    void lost(PeerException why) {
        atWork = false;
        failed(why);
    }

    /** The run is over, or not begun. */
    void idle() {
        atWork = false;
    }

    void failed(PeerException why) {
        reason = why.reason();
        detail = why.detail();
        banned |= why.wrongBytes();
    }

    void wrong(int piece) {
        badPieces.add(piece);
    }

    boolean atWork() {
        return atWork;
    }

    boolean gave() {
        return bytes > 0;
    }

    boolean banned() {
        return banned;
    }

    DownloadView.Holder view(Instant now, boolean running) {
        long bytesPerSecond = running ? rate.at(bytes, now) : 0;
        return new DownloadView.Holder(
                id, label, bytes, bytesPerSecond, banned, List.copyOf(badPieces), reason, detail);
    }
}
