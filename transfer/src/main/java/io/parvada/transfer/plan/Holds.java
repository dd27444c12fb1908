package io.parvada.transfer.plan;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * The runs that the lanes are at, each lane's in the order in which it asked for them, and how fast each lane's last ones
 * came. Only a lane's first run is being read; the others are there so that its link does not idle. Pure; the plan's.
 */
final class Holds {

    /** What a lane still has to bring: from next (inclusive) to end (exclusive). */
    static final class Held {
        int next;
        int end;
        long since;
        private long begun;
        private int came;
        private boolean flows;

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

        /** One more piece has come; answers how long each takes. */
        private long came(long now) {
            long pace = (now - begun) / ++came;
            if (!flows) { // that had the way there in it; the next ones do not
                came = 0;
                begun = now;
            }
            flows = true;
            since = now;
            return pace;
        }

        // Some of it has come while the one before was read: by itself it would seem faster than the holder is.
        private void follow(Held before, long pace, long now) {
            flows = before.flows;
            came = flows ? Math.max(1, Math.min(before.came, DownloadPlan.MAX_RUN)) : 0;
            begun = now - came * pace;
            since = now;
        }
    }

    private static final long UNKNOWN = 0;
    private static final long MOMENT = Duration.ofMillis(20).toNanos();

    /** So long at most a lane leaves to faster ones what these could bring: they may have stopped. */
    private static final long TRUST = Duration.ofSeconds(2).toNanos();

    private final List<Deque<Held>> held = new ArrayList<>(); // by lane; empty for one that is at nothing
    private final List<Long> paces = new ArrayList<>(); // by lane, nanoseconds a piece
    private final List<Long> idle = new ArrayList<>(); // by lane, since when it leaves all to others; or null

    void join() {
        held.add(new ArrayDeque<>());
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

    /** What the lane has to bring, the first of it now. */
    Iterable<Held> of(int lane) {
        return held.get(lane);
    }

    boolean has(int lane, int piece) {
        return held.get(lane).stream().anyMatch(run -> run.has(piece));
    }

    /** How many runs the lane still has to bring something of. */
    int runs(int lane) {
        return (int) held.get(lane).stream().filter(run -> run.left() > 0).count();
    }

    /** How many pieces the lane has to bring. */
    int left(int lane) {
        return held.get(lane).stream().mapToInt(Held::left).sum();
    }

    /** How many of these nobody reads yet. */
    int unread(int lane) {
        return held.get(lane).stream().skip(1).mapToInt(Held::left).sum();
    }

    /** The lane is at this too, after what it is at already. */
    DownloadPlan.Run hold(int lane, int first, int end, long now) {
        held.get(lane).add(new Held(first, end, now));
        idle.set(lane, null);
        return new DownloadPlan.Run(first, end);
    }

    /** The lane is through with its first run, and reads the next; empty if there was none. */
    List<Held> done(int lane, long now) {
        Held over = held.get(lane).poll();
        Held next = held.get(lane).peek();
        if (next != null) {
            next.follow(over, paces.get(lane), now);
        }
        return over == null ? List.of() : List.of(over);
    }

    /** All that it was at. */
    List<Held> letGo(int lane) {
        List<Held> all = List.copyOf(held.get(lane));
        held.get(lane).clear();
        return all;
    }

    /** The lane has brought a piece. */
    void came(int lane, long now) {
        Held mine = held.get(lane).peek();
        if (mine != null) {
            paces.set(lane, mine.came(now));
        }
    }

    /** Nobody has to bring what is proven. */
    void skip(BitSet proven) {
        for (Deque<Held> lane : held) {
            for (Held each : lane) {
                while (each.left() > 0 && proven.get(each.next)) {
                    each.next++;
                }
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
        long others = others(lane, count, now);
        return others == UNKNOWN ? 0 : sooner(lane, others, now);
    }

    /** The same of what another lane is at. */
    long soonerBy(int other, int lane, long now) {
        boolean counts = paces.get(other) != UNKNOWN && !stands(other, now);
        return counts ? sooner(lane, left(other) * paces.get(other), now) : 0;
    }

    /** Whether the other lanes bring so many pieces before this one brings one. */
    boolean othersAreFaster(int lane, int count, long now) {
        long others = others(lane, count, now);
        return others != UNKNOWN && others < paces.get(lane);
    }

    private long others(int lane, int count, long now) {
        double perNano = 0;
        long fastest = Long.MAX_VALUE;
        for (int other = 0; other < paces.size(); other++) {
            boolean counts = other != lane && paces.get(other) != UNKNOWN && !stands(other, now);
            perNano += counts ? 1.0 / paces.get(other) : 0;
            fastest = counts ? Math.min(fastest, paces.get(other)) : fastest;
        }
        // No piece is brought by several: of equal lanes none leaves it to the others, who would leave it to this one.
        return perNano == 0 ? UNKNOWN : Math.max(fastest, (long) (count / perNano));
    }

    /** Whether the lane is at something that no longer comes at its pace. */
    private boolean stands(int lane, long now) {
        Held mine = held.get(lane).peek();
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

    /** The other lane with the most to bring, at least two pieces, as its next one is probably under way; or -1. */
    int busiestOfOthers(int lane) {
        int busiest = -1;
        int most = 1;
        for (int other = 0; other < held.size(); other++) {
            if (other != lane && left(other) > most) {
                busiest = other;
                most = left(other);
            }
        }
        return busiest;
    }

    /** Of what the lane is at, the run that it comes to last; it is at something. */
    Held last(int lane) {
        Held last = null;
        for (Held each : held.get(lane)) {
            last = each.left() > 0 ? each : last;
        }
        return last;
    }

    /** When the last of those that hold the piece began it, or brought the one before. */
    long lastAsked(int piece) {
        return held.stream()
                .flatMap(Deque::stream)
                .filter(run -> run.has(piece))
                .mapToLong(run -> run.since)
                .max()
                .orElse(Long.MIN_VALUE);
    }

    /** How many lanes have the piece to bring. */
    int askers(int piece) {
        return (int) held.stream()
                .flatMap(Deque::stream)
                .filter(run -> run.has(piece))
                .count();
    }
}
