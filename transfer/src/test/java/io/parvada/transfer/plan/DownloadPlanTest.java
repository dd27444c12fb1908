package io.parvada.transfer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.plan.DownloadPlan.Layer;
import io.parvada.transfer.plan.DownloadPlan.Run;
import io.parvada.transfer.plan.DownloadPlan.Wait;
import java.time.Duration;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownloadPlanTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long GRACE = DownloadPlan.PIECE_GRACE.toNanos();
    private static final long LIMIT = DownloadPlan.PIECE_LIMIT.toNanos();
    private static final long LAYER_GRACE = DownloadPlan.LAYER_GRACE.toNanos();

    @ParameterizedTest(name = "{0} pieces, {1} lanes: first run of {2}")
    @CsvSource({"1, 1, 1", "5, 1, 5", "100, 1, 16", "100, 2, 16", "20, 2, 5", "6, 3, 1", "2, 3, 1", "1, 3, 1"})
    void runsAreLongWhileMuchIsMissingAndShrinkToOne(int pieces, int lanes, int expected) {
        assertThat(plan(pieces, lanes).next(0, 0)).isEqualTo(new Run(0, expected));
    }

    @Test
    void lanesGetDifferentPiecesAndAFastOneTakesMore() {
        DownloadPlan plan = plan(8, 2);

        assertThat(plan.next(0, 0)).isEqualTo(new Run(0, 2));
        assertThat(plan.next(1, 0)).isEqualTo(new Run(2, 3));
        prove(plan, 0, 0, 1);
        plan.release(0);
        assertThat(plan.next(0, 0)).isEqualTo(new Run(3, 4));
        prove(plan, 0, 3);
        plan.release(0);
        assertThat(plan.next(0, 0)).isEqualTo(new Run(4, 5));
    }

    @Test
    void whatIsProvenAlreadyIsNotAskedFor() {
        BitSet proven = new BitSet();
        proven.set(0, 3);
        proven.set(5);
        DownloadPlan plan = new DownloadPlan(pieces(7), proven, true, 1);

        assertThat(plan.provenBytes()).isEqualTo(4L * Pieces.PIECE_BYTES);
        assertThat(plan.next(0, 0)).isEqualTo(new Run(3, 5));
        prove(plan, 0, 3, 4);
        plan.release(0);
        assertThat(plan.next(0, 0)).isEqualTo(new Run(6, 7));
        prove(plan, 0, 6);
        assertThat(plan.complete()).isTrue();
        assertThat(plan.provenBytes()).isEqualTo(7L * Pieces.PIECE_BYTES - 1);
    }

    @Test
    void aBrokenLanesPiecesAreFreeAgainButForTheProvenOnes() {
        DownloadPlan plan = plan(8, 2);
        plan.next(0, 0);
        plan.next(1, 0);
        prove(plan, 0, 0);

        plan.lost(0);
        plan.release(1);

        assertThat(plan.next(1, 0)).isEqualTo(new Run(1, 8));
    }

    @Test
    void anIdleLaneTakesTheSecondHalfOfTheLongestRun() {
        DownloadPlan plan = plan(16, 2);
        assertThat(plan.next(0, 0)).isEqualTo(new Run(0, 4));
        for (int piece = 4; piece < 16; piece++) {
            prove(plan, 1, piece);
        }

        assertThat(plan.next(1, 0)).isEqualTo(new Run(2, 4));
        assertThat(plan.wants(0, 1)).isTrue();
        assertThat(plan.wants(0, 2)).isFalse();
    }

    @Test
    void theLastPieceIsAskedForTwiceOnlyWhenItTakesTooLong() {
        DownloadPlan plan = plan(1, 3);
        plan.next(0, 0);

        assertThat(plan.next(1, GRACE / 3)).isEqualTo(new Wait(GRACE - GRACE / 3));
        assertThat(plan.next(1, GRACE)).isEqualTo(new Run(0, 1));
        assertThat(plan.next(2, 2 * GRACE)).as("twice is enough").isEqualTo(new Wait(LIMIT - GRACE));
        assertThat(plan.next(2, GRACE + LIMIT)).as("unless both are slow").isEqualTo(new Run(0, 1));
    }

    @Test
    void aPieceThatCameTwiceCountsOnce() {
        DownloadPlan plan = plan(1, 2);
        plan.next(0, 0);
        plan.next(1, GRACE);

        assertThat(plan.proven(1, 0, GRACE)).isTrue();
        assertThat(plan.wants(0, 0)).isFalse();
        assertThat(plan.proven(0, 0, GRACE)).isFalse();
        assertThat(plan.provenBytes()).isEqualTo(Pieces.PIECE_BYTES - 1);
    }

    @Test
    void whoeverAskedForTheSamePieceKeepsItWhenTheOtherBreaks() {
        DownloadPlan plan = plan(1, 3);
        plan.next(0, 0);
        plan.next(1, GRACE);

        plan.lost(0);

        assertThat(plan.wants(1, 0)).isTrue();
        assertThat(plan.next(2, GRACE)).as("not free").isInstanceOf(Wait.class);
    }

    @Test
    void theLayerComesFirstAndFromOneLane() {
        DownloadPlan plan = new DownloadPlan(pieces(8), new BitSet(), false, 2);

        assertThat(plan.next(1, 0)).isEqualTo(new Layer());
        assertThat(plan.next(0, 0)).isEqualTo(new Wait(LAYER_GRACE));
        assertThat(plan.wantsLayer(1)).isTrue();
        plan.layerProven();
        assertThat(plan.next(0, 0)).isInstanceOf(Run.class);
    }

    @Test
    void aSlowLayerIsTakenOverAndTheGraceDoubles() {
        DownloadPlan plan = new DownloadPlan(pieces(8), new BitSet(), false, 2);
        plan.next(0, 0);

        assertThat(plan.next(1, LAYER_GRACE)).isEqualTo(new Layer());
        assertThat(plan.wantsLayer(0)).isFalse();
        assertThat(plan.next(0, 2 * LAYER_GRACE)).isEqualTo(new Wait(LAYER_GRACE));
        assertThat(plan.next(0, 3 * LAYER_GRACE)).isEqualTo(new Layer());
        assertThat(plan.next(1, 4 * LAYER_GRACE)).isEqualTo(new Wait(3 * LAYER_GRACE));
    }

    @Test
    void aLayerWhoseLaneBrokeIsFreeAtOnce() {
        DownloadPlan plan = new DownloadPlan(pieces(8), new BitSet(), false, 2);
        plan.next(0, 0);

        plan.lost(0);

        assertThat(plan.next(1, 1)).isEqualTo(new Layer());
    }

    @Test
    void theNextRunIsAskedForWhenTheLastOneIsHalfIn() {
        DownloadPlan plan = plan(100, 1);
        plan.next(0, 0);
        assertThat(plan.ahead(0, 0)).as("the pace is not known").isEmpty();
        for (int piece = 0; piece < 8; piece++) {
            assertThat(plan.ahead(0, piece)).isEmpty();
            plan.proven(0, piece, piece + 1);
        }
        assertThat(plan.ahead(0, 8)).contains(new Run(16, 32));
        assertThat(plan.ahead(0, 8)).as("one more is enough").isEmpty();
    }

    @Test
    void shortRunsAreUnderWayFourAtOnce() {
        DownloadPlan plan = plan(9, 4);
        assertThat(plan.next(0, 0)).isEqualTo(new Run(0, 1));
        plan.proven(0, 0, SECOND / 100);
        for (int piece = 1; piece < 4; piece++) {
            assertThat(plan.ahead(0, SECOND / 100)).contains(new Run(piece, piece + 1));
        }
        assertThat(plan.ahead(0, SECOND / 100)).contains(new Run(4, 5));
        assertThat(plan.ahead(0, SECOND / 100)).isEmpty();
        plan.done(0, SECOND / 100);
        assertThat(plan.ahead(0, SECOND / 100)).as("the first had come").isEmpty();
        plan.proven(0, 1, SECOND / 50);
        plan.done(0, SECOND / 50);
        assertThat(plan.ahead(0, SECOND / 50)).contains(new Run(5, 6));
    }

    @Test
    void aLaneThatTakesLongForAPieceIsAskedForOneRunAtATime() {
        DownloadPlan plan = plan(100, 1);
        plan.next(0, 0);
        plan.proven(0, 0, LIMIT + 1);
        for (int piece = 1; piece < 16; piece++) {
            plan.proven(0, piece, (piece + 1) * (LIMIT + 1));
            assertThat(plan.ahead(0, (piece + 1) * (LIMIT + 1))).isEmpty();
        }
    }

    @Test
    void anIdleLaneTakesFromTheEndWhatTheBusiestHasNotBegun() {
        DownloadPlan plan = plan(9, 4);
        plan.next(0, 0);
        plan.next(1, 0);
        plan.proven(0, 0, SECOND / 100);
        while (plan.ahead(0, SECOND / 100).isPresent()) {
            // takes 2, 3, 4 and 5
        }
        for (int piece = 6; piece < 9; piece++) {
            plan.proven(2, piece, 0);
        }

        assertThat(plan.next(2, SECOND / 100)).isEqualTo(new Run(5, 6));
        assertThat(plan.wants(0, 5)).isFalse();
        assertThat(plan.next(3, SECOND / 100)).isEqualTo(new Run(4, 5));
        assertThat(plan.wants(0, 2)).isTrue();
    }

    @Test
    void aBrokenLaneLetsGoOfAllThatItHasAskedFor() {
        DownloadPlan plan = plan(9, 4);
        plan.next(0, 0);
        plan.proven(0, 0, SECOND / 100);
        while (plan.ahead(0, SECOND / 100).isPresent()) {
            // takes 1 to 4
        }
        plan.lost(0);

        assertThat(plan.next(1, SECOND / 100)).isEqualTo(new Run(1, 2));
    }

    @Test
    void aFileOfNothingIsComplete() {
        assertThat(new DownloadPlan(new Pieces(0), new BitSet(), true, 1).complete())
                .isTrue();
    }

    private static void prove(DownloadPlan plan, int lane, int... pieces) {
        for (int piece : pieces) {
            assertThat(plan.proven(lane, piece, 0)).isTrue();
        }
    }

    /** The last piece is one byte short. */
    private static Pieces pieces(int count) {
        return new Pieces((long) count * Pieces.PIECE_BYTES - 1);
    }

    private static DownloadPlan plan(int pieces, int lanes) {
        return new DownloadPlan(pieces(pieces), new BitSet(), true, lanes);
    }
}
