package io.parvada.transfer.fetch;

import io.parvada.transfer.error.PeerException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Who takes part in a download: each lane's holder and how far the lane has come. Guarded by the board's monitor. */
final class Roster {

    private enum LaneState {
        QUEUED,
        RUNNING,
        ENDED
    }

    /** With so many at it nobody joins: each has a thread and 1 MiB. */
    static final int MOST = 8;

    /** Of whom so many may have a part only, so that there is room for those who have all. */
    static final int MOST_PARTIAL = 5;

    private final List<HolderPart> parts; // by lane; a holder that came back goes on with its part
    private final List<LaneState> states;

    Roster(List<String> holders) {
        this.parts = new ArrayList<>(holders.stream().map(HolderPart::new).toList());
        this.states = new ArrayList<>(Collections.nCopies(holders.size(), LaneState.QUEUED));
    }

    HolderPart part(int lane) {
        return parts.get(lane);
    }

    /** False if the lane is to do nothing any more. */
    boolean begin(int lane) {
        boolean begins = states.get(lane) == LaneState.QUEUED;
        if (begins) {
            states.set(lane, LaneState.RUNNING);
        }
        return begins;
    }

    void end(int lane) {
        states.set(lane, LaneState.ENDED);
    }

    void endAll() {
        Collections.fill(states, LaneState.ENDED);
    }

    boolean anyRuns() {
        return states.contains(LaneState.RUNNING);
    }

    /** How many have not ended. */
    int remaining() {
        return states.size() - Collections.frequency(states, LaneState.ENDED);
    }

    /** Of those that have not ended, how many have a part only. */
    int partial() {
        return (int) IntStream.range(0, states.size())
                .filter(lane -> states.get(lane) != LaneState.ENDED && parts.get(lane).partial)
                .count();
    }

    /** Of those that have not ended, how many have all. */
    int whole() {
        return remaining() - partial();
    }

    /** One more lane, of a holder that is new or came back; false if it is at it already, was blamed, or all are here. */
    boolean join(String holder, boolean partial) {
        if (remaining() >= MOST || (partial && partial() >= MOST_PARTIAL)) {
            return false;
        }
        HolderPart part = new HolderPart(holder);
        for (int lane = 0; lane < parts.size(); lane++) {
            HolderPart known = parts.get(lane);
            if (known.name.equals(holder)) {
                if (states.get(lane) != LaneState.ENDED || known.blamed()) {
                    return false;
                }
                part = known;
            }
        }
        part.partial = partial;
        parts.add(part);
        states.add(LaneState.QUEUED);
        return true;
    }

    List<DownloadReport.Holder> report() {
        return parts.stream().distinct().map(HolderPart::report).toList();
    }

    PeerException noneLeft() {
        return HolderPart.noneLeft(parts.stream().distinct().toList());
    }
}
