package io.parvada.transfer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.Pieces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Holders of parts, whatever parts, and however fast: each is asked for its own pieces, and all that they have comes. */
class PartialHoldersPropertyTest {

    private static final long LIMIT = Duration.ofMinutes(10).toNanos();
    private static final long LOOK = Duration.ofMillis(50).toNanos();

    /** One holder: what it has at the beginning, and a piece more of all each {@code grows} nanoseconds. */
    private static final class Holder {
        final BitSet first = new BitSet();
        final long pace;
        final long grows;
        final int lane;
        long at;
        int piece = -1;
        int end;
        boolean left;

        Holder(DownloadPlan plan, long pace, long grows) {
            this.lane = plan.joinPartial(0);
            this.pace = pace;
            this.grows = grows;
        }

        BitSet has(long now, int pieces) {
            BitSet has = (BitSet) first.clone();
            for (long k = 0; grows > 0 && k < Math.min(pieces, now / grows); k++) {
                has.set((int) ((k * 7 + lane) % pieces));
            }
            return has;
        }
    }

    @Property(tries = 500, seed = "93")
    void allThatTheHoldersHaveBetweenThemComesAndNobodyIsAskedForMore(
            @ForAll @IntRange(min = 1, max = 60) int pieces,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 3000) Integer> paces,
            @ForAll boolean spread,
            @ForAll boolean growing,
            @ForAll long seed) {
        Random random = new Random(seed);
        DownloadPlan plan = new DownloadPlan(new Pieces((long) pieces << 20), new BitSet(), true, 0);
        if (spread) {
            plan.spread(random);
        }
        List<Holder> holders = new ArrayList<>();
        BitSet all = new BitSet();
        for (int millis : paces) {
            Holder holder = new Holder(
                    plan, millis * 1_000_000L, growing ? Duration.ofSeconds(3).toNanos() : 0);
            random.ints(random.nextInt(pieces + 1), 0, pieces).forEach(holder.first::set);
            all.or(holder.first);
            holders.add(holder);
        }

        long now = run(plan, holders, pieces);

        // One that grows may be let go before it has grown, when it had nothing new for long.
        assertThat(plan.provenBytes() >> 20)
                .isBetween((long) all.cardinality(), (long) (growing ? pieces : all.cardinality()));
        assertThat(now).as("and it ends").isLessThan(LIMIT);
    }

    private static long run(DownloadPlan plan, List<Holder> holders, int pieces) {
        long now = 0;
        while (!plan.complete() && now < LIMIT && holders.stream().anyMatch(holder -> !holder.left)) {
            Holder next = holders.stream()
                    .filter(holder -> !holder.left)
                    .min(Comparator.comparingLong(holder -> holder.at))
                    .orElseThrow();
            now = next.at;
            if (next.piece >= 0) {
                plan.proven(next.lane, next.piece++, now);
                goOn(plan, next);
            } else {
                step(plan, next, now, pieces);
            }
        }
        return now;
    }

    private static void step(DownloadPlan plan, Holder holder, long now, int pieces) {
        DownloadPlan.Step step = plan.next(holder.lane, now);
        if (step instanceof DownloadPlan.Run run) {
            assertThat(holder.has(now, pieces).nextClearBit(run.first())).isGreaterThanOrEqualTo(run.end());
            holder.piece = run.first();
            holder.end = run.end();
            goOn(plan, holder);
        } else if (step instanceof DownloadPlan.Ask) {
            plan.available(holder.lane, holder.has(now, pieces), now);
            plan.release(holder.lane);
        } else if (step instanceof DownloadPlan.Leave) {
            plan.lost(holder.lane);
            holder.left = true;
        } else {
            holder.at += Math.min(LOOK, ((DownloadPlan.Wait) step).nanos());
        }
    }

    private static void goOn(DownloadPlan plan, Holder holder) {
        if (holder.piece < holder.end && plan.wants(holder.lane, holder.piece)) {
            holder.at += holder.pace;
        } else {
            holder.piece = -1;
            plan.release(holder.lane);
        }
    }
}
