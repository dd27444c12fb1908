package io.parvada.transfer.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The runs that the lanes are at, and how fast each lane's last one came. Pure; the plan's. */
final class Holds {

    /** What a lane still has to bring: from next (inclusive) to end (exclusive). */
    static final class Held {
        int next;
        int end;
        long since;
        private final long begun;
        private int came;

        private Held(int next, int end, long now) {
            this.next = next;
            this.end = end;
            this.since = now;
            this.begun = now;
        }

        int left() {
            return end - next;
        }

        boolean has(int piece) {
            return piece >= next && piece < end;
        }
    }

    private static final long UNKNOWN = 0;

    private static final long MOMENT = Duration.ofMillis(20).toNanos();

    /** So long at most a lane leaves to faster ones what these could bring: they may have stopped. */
    private static final long TRUST = Duration.ofSeconds(2).toNanos();

    private final List<Held> held = new ArrayList<>(); // by lane; null for one that is at nothing
    private final List<Long> paces = new ArrayList<>(); // by lane, nanoseconds a piece
    private final List<Long> idle = new ArrayList<>(); // by lane, since when it leaves all to others; or null

    void join() {
        held.add(null);
        paces.add(UNKNOWN);
        idle.add(null);
    }

    /** The lane will not come back. */
    void leave(int lane) {
        paces.set(lane, UNKNOWN);
    }

    int lanes() {
        return held.size();
    }

    /** Null when it is at nothing. */
    Held of(int lane) {
        return held.get(lane);
    }

    DownloadPlan.Run hold(int lane, int first, int end, long now) {
        held.set(lane, new Held(first, end, now));
        idle.set(lane, null);
        return new DownloadPlan.Run(first, end);
    }

    /** What it was at, or null. */
    Held letGo(int lane) {
        return held.set(lane, null);
    }

    /** The lane has brought a piece. */
    void came(int lane, long now) {
        Held mine = held.get(lane);
        if (mine != null) {
            mine.since = now;
            mine.came++;
            paces.set(lane, (now - mine.begun) / mine.came);
        }
    }

    /** Nobody has to bring what is proven. */
    void skip(BitSet proven) {
        for (Held each : held) {
            while (each != null && each.left() > 0 && proven.get(each.next)) {
                each.next++;
            }
        }
    }

    /** How many pieces the lane brings in such a time by its last run's pace; {@code unknown} before it has brought one. */
    long within(Duration time, int lane, int unknown) {
        long pace = paces.get(lane);
        return pace == UNKNOWN ? unknown : time.toNanos() / pace;
    }

    /**
     * In how many nanoseconds the other lanes bring so many pieces, which they can, if that is before this one brings one;
     * else, or when it has waited for that long enough, 0.
     */
    long sooner(int lane, int count, long now) {
        double perNano = 0;
        for (int other = 0; other < paces.size(); other++) {
            boolean counts = other != lane && paces.get(other) != UNKNOWN && !stands(other, now);
            perNano += counts ? 1.0 / paces.get(other) : 0;
        }
        return perNano == 0 ? 0 : sooner(lane, (long) (count / perNano), now);
    }

    /** The same of a run that another lane is at. */
    long sooner(int lane, Held run, long now) {
        int other = held.indexOf(run);
        boolean counts = paces.get(other) != UNKNOWN && !stands(other, now);
        return counts ? sooner(lane, run.left() * paces.get(other), now) : 0;
    }

    /** Whether the lane is at something that no longer comes at its pace. */
    private boolean stands(int lane, long now) {
        Held mine = held.get(lane);
        return mine != null && now - mine.since > DownloadPlan.PIECE_GRACE.toNanos() + 3 * paces.get(lane);
    }

    private long sooner(int lane, long others, long now) {
        if (idle.get(lane) == null) {
            idle.set(lane, now);
        }
        boolean trusted = others < paces.get(lane) && now - idle.get(lane) < Math.min(TRUST, 2 * paces.get(lane));
        return trusted ? Math.max(MOMENT, others) : 0;
    }

    /** How long the lane took for each piece of its last run; 0 before it has brought one. */
    long pace(int lane) {
        return paces.get(lane);
    }

    /** Of another lane, with at least two pieces left, as its next one is probably under way; null if there is none. */
    Held longestOfOthers(int lane) {
        Held longest = null;
        for (int i = 0; i < held.size(); i++) {
            Held each = held.get(i);
            if (i != lane && each != null && each.left() > (longest == null ? 1 : longest.left())) {
                longest = each;
            }
        }
        return longest;
    }

    /** When the last of those that hold the piece began it, or brought the one before. */
    long lastAsked(int piece) {
        long last = Long.MIN_VALUE;
        for (Held each : held) {
            last = each != null && each.has(piece) ? Math.max(last, each.since) : last;
        }
        return last;
    }

    /** How many lanes have the piece to bring. */
    int askers(int piece) {
        int askers = 0;
        for (Held each : held) {
            askers += each != null && each.has(piece) ? 1 : 0;
        }
        return askers;
    }
}
