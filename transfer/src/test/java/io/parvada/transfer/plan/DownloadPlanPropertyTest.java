package io.parvada.transfer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.plan.PlanSimulation.Fault;
import io.parvada.transfer.plan.PlanSimulation.Holder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the holders do: as long as one of them serves, every missing piece comes, and soon. */
class DownloadPlanPropertyTest {

    private static final Duration HONEST_PIECE = Duration.ofMillis(100);

    @Property(tries = 3000, seed = "90", edgeCases = EdgeCasesMode.NONE)
    void everyMissingPieceComesWhileOneHolderServes(
            @ForAll @IntRange(max = 80) int pieces,
            @ForAll @Size(max = 10) byte[] provenBits,
            @ForAll boolean layerProven,
            @ForAll("others") List<Holder> others,
            @ForAll @IntRange(max = 4) int place) {
        List<Holder> holders = new ArrayList<>(others);
        holders.add(Math.min(place, others.size()), new Holder(HONEST_PIECE, Fault.NONE, 0));
        PlanSimulation simulation =
                new PlanSimulation(pieces(pieces), proven(provenBits, pieces), layerProven, holders);

        Duration took = simulation.run();

        assertThat(simulation.complete()).isTrue();
        assertThat(took).isLessThanOrEqualTo(bound(pieces, layerProven ? 0 : others.size(), others.size()));
    }

    /** A lane leaves to faster ones what they could bring, but does not rely on it: at most it waits as long as it works. */
    @Property(tries = 3000, seed = "94", edgeCases = EdgeCasesMode.NONE)
    void everyMissingPieceOfASpreadDownloadComesToo(
            @ForAll @IntRange(max = 80) int pieces,
            @ForAll @Size(max = 10) byte[] provenBits,
            @ForAll("others") List<Holder> others,
            @ForAll long seed) {
        List<Holder> holders = new ArrayList<>(others);
        holders.add(new Holder(HONEST_PIECE, Fault.NONE, 0));
        PlanSimulation simulation =
                new PlanSimulation(pieces(pieces), proven(provenBits, pieces), true, holders).spread(new Random(seed));

        Duration took = simulation.run();

        assertThat(simulation.complete()).isTrue();
        assertThat(took)
                .isLessThanOrEqualTo(bound(pieces, 0, others.size()).plus(HONEST_PIECE.multipliedBy(2L * pieces)));
    }

    /** The honest one alone, and for each other one a piece's limit, and the layer's grace, which doubles. */
    private static Duration bound(int pieces, int overTheLayer, int others) {
        Duration alone = HONEST_PIECE.multipliedBy(pieces + 1L);
        Duration layer = DownloadPlan.LAYER_GRACE.multipliedBy((1L << overTheLayer) - 1);
        return alone.plus(layer).plus(DownloadPlan.PIECE_LIMIT.multipliedBy(others));
    }

    @Property(tries = 300, seed = "92")
    void holdersThatKeepTheirPaceServeNoPieceTwice(
            @ForAll @IntRange(max = 200) int pieces,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 250) Integer> paces) {
        List<Holder> holders = paces.stream()
                .map(millis -> new Holder(Duration.ofMillis(millis), Fault.NONE, 0))
                .toList();
        PlanSimulation simulation = new PlanSimulation(pieces(pieces), new BitSet(), true, holders);

        simulation.run();

        assertThat(simulation.complete()).isTrue();
        assertThat(simulation.repeated()).isZero();
    }

    @Property(tries = 300, seed = "91")
    void aFastHolderTakesMore(
            @ForAll @IntRange(min = 20, max = 200) int pieces, @ForAll @IntRange(min = 3, max = 50) int times) {
        Duration slow = HONEST_PIECE.multipliedBy(times);
        PlanSimulation simulation = new PlanSimulation(
                pieces(pieces),
                new BitSet(),
                true,
                List.of(new Holder(slow, Fault.NONE, 0), new Holder(HONEST_PIECE, Fault.NONE, 0)));

        Duration took = simulation.run();

        assertThat(simulation.given(0) + simulation.given(1)).isEqualTo(pieces);
        assertThat(simulation.given(1)).isGreaterThan(simulation.given(0));
        assertThat(took).isLessThanOrEqualTo(HONEST_PIECE.multipliedBy(pieces + 5L));
    }

    /** However far the holder is, within what its window carries: each of the first runs may cost a round trip, no later one. */
    @Property(tries = 500, seed = "95")
    void aLinkDoesNotIdleBetweenRuns(
            @ForAll @IntRange(min = 1, max = 200) int pieces,
            @ForAll @IntRange(max = 300) int roundTripMillis,
            @ForAll @IntRange(min = 1, max = 1000) int more,
            @ForAll boolean spread) {
        Duration roundTrip = Duration.ofMillis(roundTripMillis);
        Duration aPiece = roundTrip.dividedBy(4).plusMillis(more);
        PlanSimulation simulation = new PlanSimulation(
                pieces(pieces), roundTrip, new BitSet(), true, List.of(new Holder(aPiece, Fault.NONE, 0)));

        Duration took = (spread ? simulation.spread(new Random(pieces)) : simulation).run();

        assertThat(took).isLessThanOrEqualTo(aPiece.multipliedBy(pieces).plus(roundTrip.multipliedBy(6)));
    }

    /** Three links of 100 Mbit/s, 200 ms away, and 300 MiB. */
    @Property(tries = 20, seed = "96")
    void threeSlowAndLongLinksAreFullToTheEnd(@ForAll boolean spread, @ForAll long seed) {
        Duration aPiece = Duration.ofMillis(84);
        Holder holder = new Holder(aPiece, Fault.NONE, 0);
        PlanSimulation simulation = new PlanSimulation(
                pieces(300), Duration.ofMillis(200), new BitSet(), true, List.of(holder, holder, holder));

        Duration took = (spread ? simulation.spread(new Random(seed)) : simulation).run();

        assertThat(simulation.repeated()).isZero();
        double ofTheLinks = spread ? 0.92 : 0.95; // it begins with a single piece, and does not know the pace before
        assertThat(took.toMillis()).isLessThanOrEqualTo((long) (aPiece.toMillis() * 300 / 3 / ofTheLinks));
    }

    @Provide
    Arbitrary<List<Holder>> others() {
        Arbitrary<Duration> pace = Arbitraries.longs().between(1, 60_000).map(Duration::ofMillis);
        Arbitrary<Integer> after = Arbitraries.integers().between(0, 20);
        return Combinators.combine(pace, Arbitraries.of(Fault.class), after)
                .as(Holder::new)
                .list()
                .ofMaxSize(5);
    }

    private static Pieces pieces(int count) {
        return new Pieces(Math.max(0, (long) count * Pieces.PIECE_BYTES - 1));
    }

    private static BitSet proven(byte[] bits, int pieces) {
        BitSet proven = BitSet.valueOf(bits);
        proven.clear(pieces, Math.max(pieces, proven.length()));
        return proven;
    }
}
