package io.parvada.transfer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.plan.DownloadPlan.Ask;
import io.parvada.transfer.plan.DownloadPlan.Layer;
import io.parvada.transfer.plan.DownloadPlan.Leave;
import io.parvada.transfer.plan.DownloadPlan.Run;
import io.parvada.transfer.plan.DownloadPlan.Wait;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A plan whose lanes have holders of a part. */
class PartialHoldersTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final DownloadPlan plan = plan(12, 1);

    @Test
    void aPartialHolderIsAskedWhatItHasAndGivenThatAlone() {
        int part = plan.joinPartial(0);
        assertThat(plan.next(part, 0)).isEqualTo(new Ask());
        assertThat(plan.available(part, pieces(5, 8), 0)).isFalse();
        assertThat(plan.next(part, 0)).isEqualTo(new Run(5, 6));
        plan.proven(part, 5, 1);
        plan.release(part);
        assertThat(plan.next(part, 1)).as("its part is three pieces").isEqualTo(new Run(6, 8));
    }

    @Test
    void aPartialHolderWithoutAMissingPieceWaitsUntilItIsToBeAskedAgain() {
        int part = plan.joinPartial(0);
        plan.available(part, pieces(0, 0), 0);
        assertThat(plan.next(part, 0)).isEqualTo(new Wait(2 * Supply.SOONEST.toNanos()));
        assertThat(plan.next(part, SECOND)).isEqualTo(new Ask());
    }

    @Test
    void aWholeHolderBringsFirstWhatNobodyElseHas() {
        int part = plan.joinPartial(0);
        plan.available(part, pieces(0, 4), 0);
        assertThat(plan.next(0, 0)).isEqualTo(new Run(4, 5));
    }

    @Test
    void oneThatDoesNotHaveWhatItSaidIsAskedBeforeItIsGivenAnythingToDo() {
        int part = plan.joinPartial(0);
        plan.available(part, pieces(0, 8), 0);
        assertThat(plan.next(part, 1)).isInstanceOf(Run.class);
        plan.doubt(part, 2);
        plan.release(part);
        assertThat(plan.next(part, 2)).isEqualTo(new Ask());
        plan.available(part, pieces(6, 7), 3);
        assertThat(plan.next(part, 3)).isEqualTo(new Run(6, 7));
    }

    @Test
    void oneThatHadAllAndDoesNotAnyMoreIsPartialAgain() {
        int part = plan.joinPartial(0);
        plan.available(part, pieces(0, 12), 0);
        plan.doubt(part, 1);
        assertThat(plan.next(part, 1)).isEqualTo(new Ask());
    }

    @Test
    void oneThatHasAllByNowIsPartialNoLonger() {
        int part = plan.joinPartial(0);
        assertThat(plan.available(part, pieces(0, 12), 0)).isTrue();
        assertThat(plan.next(part, SECOND * 3600)).isInstanceOf(Run.class);
    }

    @Test
    void theLayerComesFromAPartialHolderOnlyOnceItHasAPiece() {
        DownloadPlan unproven = new DownloadPlan(new Pieces(12L << 20), new BitSet(), false, 0);
        int part = unproven.joinPartial(0);
        unproven.available(part, pieces(0, 0), 0);
        assertThat(unproven.next(part, 0)).isInstanceOf(Wait.class);
        unproven.available(part, pieces(2, 3), 1);
        assertThat(unproven.next(part, 1)).isEqualTo(new Layer());
    }

    @Test
    void whatAPartialHolderDoesNotHaveIsNeitherTakenOverNorAskedForTwice() {
        DownloadPlan two = plan(2, 1);
        int part = two.joinPartial(0);
        two.available(part, pieces(0, 1), 0);
        assertThat(two.next(0, 0)).isEqualTo(new Run(1, 2));
        assertThat(two.next(part, 0)).isEqualTo(new Run(0, 1));
        two.proven(part, 0, 1);
        two.release(part);
        assertThat(two.next(part, Supply.SOONEST.toNanos() - 1))
                .as("it is late, but elsewhere")
                .isEqualTo(new Wait(1)); // until it is asked again
    }

    @Test
    void aSlowHolderLeavesToFasterOnesWhatTheyHaveToo() {
        DownloadPlan three = plan(3, 1);
        int part = three.joinPartial(0);
        three.available(part, pieces(0, 2), 0);
        assertThat(three.next(part, 0)).isEqualTo(new Run(0, 1));
        three.proven(part, 0, SECOND / 100);
        three.release(part);
        assertThat(three.next(0, 0)).isEqualTo(new Run(2, 3));
        three.proven(0, 2, SECOND);
        three.release(0);
        assertThat(three.next(0, SECOND)).isInstanceOf(Wait.class);
        assertThat(three.next(0, 3 * SECOND)).as("but not for ever").isEqualTo(new Run(1, 2));
    }

    @Test
    void oneThatHasHadNothingForLongIsLetGo() {
        int part = plan.joinPartial(0);
        long late = Supply.USELESS.toNanos();
        assertThat(plan.next(part, late)).isEqualTo(new Leave());
    }

    @Test
    void spreadDownloadsBeginInDifferentPlacesAndEachWithTheSameSeedAtTheSame() {
        Set<DownloadPlan.Step> first = new HashSet<>();
        for (int seed = 0; seed < 8; seed++) {
            DownloadPlan one = plan(100, 1);
            one.spread(new Random(seed));
            DownloadPlan same = plan(100, 1);
            same.spread(new Random(seed));
            DownloadPlan.Step step = one.next(0, 0);
            assertThat(same.next(0, 0)).isEqualTo(step);
            first.add(step);
        }
        assertThat(first).hasSizeGreaterThan(4);
    }

    @Test
    void aSpreadDownloadGoesOnFromWhereItBeganInRunsThatGrowWithTheHoldersPace() {
        DownloadPlan fast = plan(100, 1);
        fast.spread(new Random(1));
        Run one = (Run) fast.next(0, 0);
        fast.proven(0, one.first(), SECOND / 100);
        fast.release(0);
        assertThat(fast.next(0, SECOND / 100)).isEqualTo(new Run(one.end(), Math.min(100, one.end() + 16)));
    }

    private static DownloadPlan plan(int pieces, int lanes) {
        return new DownloadPlan(new Pieces((long) pieces << 20), new BitSet(), true, lanes);
    }

    private static BitSet pieces(int first, int end) {
        BitSet pieces = new BitSet();
        pieces.set(first, end);
        return pieces;
    }
}
