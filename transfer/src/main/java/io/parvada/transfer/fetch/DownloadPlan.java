package io.parvada.transfer.fetch;

import io.parvada.transfer.content.Pieces;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which lane asks for what. First the layer, by one lane; then runs of contiguous missing pieces, each lane the next one
 * when it is done with its last, so that a fast holder takes more by itself. Runs are long while much is missing (few
 * requests) and shrink to one piece towards the end (nobody waits long for the last). When nothing is free, an idle lane
 * takes the second half of the longest run; a last piece that another lane holds too long is asked for twice, and by one
 * more lane after each {@link #PIECE_LIMIT}. So a frozen holder delays the end by {@link #PIECE_GRACE}, not by its
 * time-out, and n that send a byte now and then, which never time out, by (n - 1) × {@link #PIECE_LIMIT}.
 *
 * <p>Pure: no clock, no lock, no thread; {@code Board} guards it. Lanes are numbers from 0.
 */
final class DownloadPlan {

    /** Pieces in a run ≤ missing / (2 × lanes), 1 to 16: guided self-scheduling, 16 MiB a request at most. */
    static final int MAX_RUN = 16;

    /** A piece at which a lane has made no progress for so long may be asked for once more, by another lane. */
    static final Duration PIECE_GRACE = Duration.ofMillis(300);

    /** A piece that two lanes or more have held for so long may be asked for by one more: 4 s a MB, as one is 1 MiB at most. */
    static final Duration PIECE_LIMIT = Duration.ofSeconds(4);

    /** After so long another lane starts the layer anew; doubled each time, so that slow holders do not go in circles. */
    static final Duration LAYER_GRACE = Duration.ofSeconds(1);

    sealed interface Step {}

    /** Fetch the layer. */
    record Layer() implements Step {}

    /** Fetch the pieces first (inclusive) to end (exclusive). */
    record Run(int first, int end) implements Step {}

    /** Nothing to do until something changes, or for so long. */
    record Wait(long nanos) implements Step {}

    private static final class Held {
        int next;
        int end;
        long since;

        Held(int next, int end, long since) {
            this.next = next;
            this.end = end;
            this.since = since;
        }

        int left() {
            return end - next;
        }

        boolean has(int piece) {
            return piece >= next && piece < end;
        }
    }

    private final Pieces pieces;
    private final BitSet proven;
    private final BitSet free = new BitSet();
    private Held[] held;
    private int lanes;
    private boolean layerProven;
    private int layerLane = -1;
    private long layerSince;
    private long layerGrace = LAYER_GRACE.toNanos();
    private long provenBytes;

    DownloadPlan(Pieces pieces, BitSet proven, boolean layerProven, int lanes) {
        this.pieces = pieces;
        this.proven = (BitSet) proven.clone();
        this.layerProven = layerProven;
        this.lanes = lanes;
        this.held = new Held[lanes];
        free.set(0, pieces.count());
        free.andNot(proven);
        this.provenBytes = proven.stream().mapToLong(pieces::length).sum();
    }

    /** One more lane; its number. */
    int join() {
        held = Arrays.copyOf(held, held.length + 1);
        lanes++;
        return held.length - 1;
    }

    /** What the lane, which holds nothing now, does next. @param now of a clock in nanoseconds */
    Step next(int lane, long now) {
        if (!layerProven) {
            return nextLayer(lane, now);
        }
        int first = free.nextSetBit(0);
        if (first >= 0) {
            int end = Math.min(free.nextClearBit(first), first + runLength());
            free.clear(first, end);
            return hold(lane, first, end, now);
        }
        Held longest = longestOfOthers(lane);
        if (longest != null) {
            int middle = longest.next + (longest.left() + 1) / 2;
            int end = longest.end;
            longest.end = middle;
            return hold(lane, middle, end, now);
        }
        return again(lane, now);
    }

    /** Whether the lane should still take this piece: it may have been proven, or handed to another lane, meanwhile. */
    boolean wants(int lane, int piece) {
        return held[lane] != null && held[lane].has(piece) && !proven.get(piece);
    }

    /** Whether the lane is the one that fetches the layer. */
    boolean wantsLayer(int lane) {
        return !layerProven && layerLane == lane;
    }

    void layerProven() {
        layerProven = true;
        layerLane = -1;
    }

    /** A piece is proven and written; false if it was before. */
    boolean proven(int lane, int piece, long now) {
        boolean fresh = !proven.get(piece);
        if (fresh) {
            proven.set(piece);
            free.clear(piece);
            provenBytes += pieces.length(piece);
        }
        for (Held each : held) {
            while (each != null && each.left() > 0 && proven.get(each.next)) {
                each.next++;
            }
        }
        if (held[lane] != null) {
            held[lane].since = now;
        }
        return fresh;
    }

    /** The lane lets go of what it holds; what is not proven and no other lane holds is free again. */
    void release(int lane) {
        Held mine = held[lane];
        held[lane] = null;
        for (int p = mine == null ? 0 : mine.next; mine != null && p < mine.end; p++) {
            if (!proven.get(p) && askers(p) == 0) {
                free.set(p);
            }
        }
        if (layerLane == lane) {
            layerLane = -1;
        }
    }

    /** As {@link #release}, and the lane will not come back: runs are cut for the others. */
    void lost(int lane) {
        release(lane);
        lanes--;
    }

    long provenBytes() {
        return provenBytes;
    }

    boolean complete() {
        return proven.cardinality() == pieces.count();
    }

    private Step nextLayer(int lane, long now) {
        if (layerLane >= 0) {
            long left = layerGrace - (now - layerSince);
            if (left > 0) {
                return new Wait(left);
            }
            layerGrace *= 2;
        }
        layerLane = lane;
        layerSince = now;
        return new Layer();
    }

    private int runLength() {
        int share = lanes <= 1 ? free.cardinality() : free.cardinality() / (2 * lanes);
        return Math.max(1, Math.min(MAX_RUN, share));
    }

    private Run hold(int lane, int first, int end, long now) {
        held[lane] = new Held(first, end, now);
        return new Run(first, end);
    }

    /** Of another lane, with at least two pieces left, as its next one is probably under way; null if there is none. */
    private Held longestOfOthers(int lane) {
        Held longest = null;
        for (int i = 0; i < held.length; i++) {
            if (i != lane && held[i] != null && held[i].left() > (longest == null ? 1 : longest.left())) {
                longest = held[i];
            }
        }
        return longest;
    }

    private Step again(int lane, long now) {
        long wait = Long.MAX_VALUE;
        for (Held each : held) {
            if (each == null || each.left() != 1) {
                continue;
            }
            Duration grace = askers(each.next) == 1 ? PIECE_GRACE : PIECE_LIMIT;
            long left = grace.toNanos() - (now - lastAsked(each.next));
            if (left <= 0) {
                return hold(lane, each.next, each.end, now);
            }
            wait = Math.min(wait, left);
        }
        return new Wait(wait);
    }

    /** When the last of those that hold the piece began it. */
    private long lastAsked(int piece) {
        long last = Long.MIN_VALUE;
        for (Held each : held) {
            last = each != null && each.has(piece) ? Math.max(last, each.since) : last;
        }
        return last;
    }

    private int askers(int piece) {
        int askers = 0;
        for (Held each : held) {
            askers += each != null && each.has(piece) ? 1 : 0;
        }
        return askers;
    }
}
