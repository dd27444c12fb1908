package io.parvada.transfer.fetch;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.plan.DownloadPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
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

    /** Who has brought no piece for {@link DownloadPlan#PIECE_LIMIT} takes no place, but of these there are no more. */
    static final int MOST_SLOW = 4;

    /** Of whom so many may have a part only, so that there is room for those who have all. */
    static final int MOST_PARTIAL = 5;

    private final List<HolderPart> parts; // by lane; a holder that came back goes on with its part
    private final List<LaneState> states;
    private final List<Long> gains; // by lane, when it last brought a piece or began

    Roster(List<String> holders) {
        this.parts = new ArrayList<>(holders.stream().map(HolderPart::new).toList());
        this.states = new ArrayList<>(Collections.nCopies(holders.size(), LaneState.QUEUED));
        this.gains = new ArrayList<>(Collections.nCopies(holders.size(), 0L));
    }

    HolderPart part(int lane) {
        return parts.get(lane);
    }

    /** False if the lane is to do nothing any more. */
    boolean begin(int lane, long now) {
        boolean begins = states.get(lane) == LaneState.QUEUED;
        if (begins) {
            states.set(lane, LaneState.RUNNING);
            gains.set(lane, now);
        }
        return begins;
    }

    void end(int lane) {
        states.set(lane, LaneState.ENDED);
    }

    /** The lane has brought a piece. */
    void gained(int lane, long now) {
        gains.set(lane, now);
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

    /** The lane of a holder that is new, or its old one if it came back; empty if it is at it already, was blamed, or all are here. */
    OptionalInt join(String holder, boolean partial, long now) {
        if (remaining() >= MOST + MOST_SLOW || brisk(now) >= MOST || (partial && partial() >= MOST_PARTIAL)) {
            return OptionalInt.empty();
        }
        for (int lane = 0; lane < parts.size(); lane++) {
            HolderPart known = parts.get(lane);
            if (known.name.equals(holder)) {
                boolean back = states.get(lane) == LaneState.ENDED && !known.blamed();
                return back ? queue(lane, known, partial) : OptionalInt.empty();
            }
        }
        parts.add(new HolderPart(holder));
        states.add(LaneState.QUEUED);
        gains.add(now);
        return queue(parts.size() - 1, parts.get(parts.size() - 1), partial);
    }

    private OptionalInt queue(int lane, HolderPart part, boolean partial) {
        part.partial = partial;
        part.gave = false;
        states.set(lane, LaneState.QUEUED);
        return OptionalInt.of(lane);
    }

    /** How many have a place: those that have not ended, but for those that run and bring nothing. */
    private int brisk(long now) {
        return (int) IntStream.range(0, states.size())
                .filter(lane -> states.get(lane) == LaneState.QUEUED
                        || (states.get(lane) == LaneState.RUNNING
                                && now - gains.get(lane) < DownloadPlan.PIECE_LIMIT.toNanos()))
                .count();
    }

    List<DownloadReport.Holder> report() {
        return parts.stream().map(HolderPart::report).toList();
    }

    PeerException noneLeft() {
        return HolderPart.noneLeft(parts);
    }
}
