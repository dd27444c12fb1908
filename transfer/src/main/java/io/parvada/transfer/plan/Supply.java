package io.parvada.transfer.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What the holder of each lane can give: all of it, or the pieces that it had when it was last asked. A partial holder
 * is asked before it is given anything to do, and again between two runs or while it has nothing that is missing: soon
 * while that brings something, less and less often while it does not. Pure; the plan's, as are its lanes and its clock.
 */
public final class Supply {

    /** After an answer that told of a missing piece; doubled after each that did not. */
    static final Duration SOONEST = Duration.ofMillis(250);

    static final Duration LATEST = Duration.ofSeconds(4);

    /** A holder that had nothing to give for so long makes room for another; a later search may find it again. */
    static final Duration USELESS = Duration.ofSeconds(30);

    private static final class Part {
        BitSet has = new BitSet();
        long askAt;
        long pause = SOONEST.toNanos();
        long useful;

        Part(long now) {
            this.askAt = now;
            this.useful = now;
        }
    }

    private final List<Part> parts = new ArrayList<>(); // by lane; null for one that has all
    private final List<BitSet> commoner = new ArrayList<>(); // at k: the pieces that more than k partial holders have
    private final BitSet gone = new BitSet(); // the lanes whose holder is no longer there
    private int partial;

    /** One more lane, of a holder that has all. */
    void joinWhole() {
        parts.add(null);
    }

    /** One more lane, of a holder that is to be asked what it has. */
    void joinPartial(long now) {
        parts.add(new Part(now));
        partial++;
    }

    /** The holder of a lane that is new, or that has left, is there. @param asPartial to be asked what it has */
    void rejoin(int lane, boolean asPartial, long now) {
        gone.clear(lane);
        if (asPartial) {
            parts.set(lane, new Part(now));
            partial++;
        }
    }

    boolean partial(int lane) {
        return parts.get(lane) != null;
    }

    /** Whether any lane's holder has only a part. */
    boolean anyPartial() {
        return partial > 0;
    }

    /** The lane's holder is no longer there. */
    void leave(int lane) {
        gone.set(lane);
        whole(lane);
    }

    /** The lane's holder has all by now. */
    void whole(int lane) {
        if (partial(lane)) {
            parts.set(lane, null);
            partial--;
            reckon();
        }
    }

    /** The answer of a partial holder. @param missing what this side does not have yet */
    void has(int lane, BitSet pieces, BitSet missing, long now) {
        Part part = parts.get(lane);
        BitSet news = both(pieces, missing);
        if (!news.isEmpty()) {
            part.useful = now;
        }
        news.andNot(part.has);
        part.pause = news.isEmpty() ? Math.min(2 * part.pause, LATEST.toNanos()) : SOONEST.toNanos();
        part.askAt = now + part.pause;
        part.has = (BitSet) pieces.clone();
        reckon();
    }

    /** What the lane's holder said does not hold: it is asked what it has before it is asked for anything. */
    void doubt(int lane, long now) {
        partial += partial(lane) ? 0 : 1;
        parts.set(lane, new Part(now));
        reckon();
    }

    /** How long until the lane's holder is to be asked, 0 or less for now; it is partial. */
    long dueIn(int lane, long now) {
        return parts.get(lane).askAt - now;
    }

    boolean useless(int lane, long now) {
        return partial(lane) && now - parts.get(lane).useful >= USELESS.toNanos();
    }

    void used(int lane, long now) {
        if (partial(lane)) {
            parts.get(lane).useful = now;
        }
    }

    /** Those of the pieces that the lane's holder has; {@code pieces} itself where it has all. */
    BitSet of(int lane, BitSet pieces) {
        return partial(lane) ? both(parts.get(lane).has, pieces) : pieces;
    }

    /** Whether the lane's holder has all the pieces first (inclusive) to end (exclusive). */
    boolean has(int lane, int first, int end) {
        return !partial(lane) || parts.get(lane).has.nextClearBit(first) >= end;
    }

    /** Whether the holders of other lanes have all of the pieces too. */
    boolean hasElsewhere(int lane, BitSet wanted) {
        BitSet left = (BitSet) wanted.clone();
        for (int other = 0; other < parts.size() && !left.isEmpty(); other++) {
            Part part = parts.get(other);
            if (other != lane && !gone.get(other)) {
                left.andNot(part == null ? wanted : part.has);
            }
        }
        return left.isEmpty();
    }

    /** Whether the lane's holder can prove what it gives: it has a piece, so it has the layer. */
    boolean hasLayer(int lane) {
        return !partial(lane) || !parts.get(lane).has.isEmpty();
    }

    /** Those of the pieces that the fewest partial holders have; {@code pieces} itself where they do not differ. */
    BitSet rarest(BitSet pieces) {
        for (BitSet common : commoner) {
            BitSet rarer = (BitSet) pieces.clone();
            rarer.andNot(common);
            if (!rarer.isEmpty()) {
                return rarer;
            }
        }
        return pieces;
    }

    private void reckon() {
        commoner.clear();
        for (Part part : parts) {
            BitSet carried = part == null ? new BitSet() : part.has;
            for (int k = 0; !carried.isEmpty(); k++) {
                if (k == commoner.size()) {
                    commoner.add(new BitSet());
                }
                BitSet more = both(carried, commoner.get(k));
                commoner.get(k).or(carried);
                carried = more;
            }
        }
    }

    private static BitSet both(BitSet one, BitSet other) {
        BitSet both = (BitSet) one.clone();
        both.and(other);
        return both;
    }
}
