package io.parvada.transfer.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchesTest {

    private final Searches searches = new Searches(Duration.ofSeconds(20), 0);

    @Test
    void twoHoldersAreEnoughForAShortDownload() {
        assertThat(searches.dueIn(2, 0, 0)).isEqualTo(Searches.AMPLE.toNanos());
        assertThat(searches.dueIn(1, 0, 0)).isZero();
        assertThat(searches.dueIn(0, 0, 0)).isZero();
    }

    @Test
    void pausesDoubleToHalfAMinuteWhileOneHolderGives() {
        long now = 0;
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            searches.gained(now);
            searches.searched(1, 0, now);
            pauses.add(Duration.ofNanos(searches.dueIn(1, 0, now)).toSeconds());
            now += searches.dueIn(1, 0, now);
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
        assertThat(searches.hopelessIn(1, 0, now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theLastHolderThatHadGivenIsLookedForAtOnceAndOneThatGaveNothingIsNot() {
        searches.searched(1, 0, 0);
        searches.gained(seconds(1));
        assertThat(searches.dueIn(0, 0, seconds(1))).isZero();
        searches.searched(0, 0, seconds(1));
        assertThat(searches.dueIn(0, 0, seconds(1))).isEqualTo(seconds(1));
        searches.searched(0, 0, seconds(2));
        assertThat(searches.dueIn(0, 0, seconds(2))).isEqualTo(seconds(2));
    }

    @Test
    void oneThatGivesAPieceAndFailsEachTimeIsLookedForOnceASecondNotAtOnce() {
        searches.searched(0, 0, 0);
        searches.gained(1);
        assertThat(searches.dueIn(0, 0, 2)).isEqualTo(seconds(1) - 2);
    }

    @Test
    void isHopelessWhenNobodyHasGivenAnythingForSoLongButNeverBeforeASearch() {
        assertThat(searches.hopelessIn(0, 0, seconds(30))).isEqualTo(Long.MAX_VALUE);
        searches.searched(0, 0, seconds(30));
        assertThat(searches.hopelessIn(0, 0, seconds(30))).isNegative();
        searches.gained(seconds(31));
        assertThat(searches.hopelessIn(0, 0, seconds(60))).isEqualTo(Long.MAX_VALUE);
        searches.searched(0, 0, seconds(60));
        assertThat(searches.hopelessIn(0, 0, seconds(50))).isEqualTo(seconds(1));
    }

    @Test
    void whenOneOfTwoThatGaveHasGoneAThirdIsLookedForOnceASecondAtMostAndOneThatGaveNothingChangesNothing() {
        searches.searched(2, 0, 0);
        for (int i = 0; i < 6; i++) {
            searches.searched(2, 0, seconds(30));
        }
        assertThat(searches.dueIn(1, 0, seconds(31))).isEqualTo(seconds(29));
        searches.gone();
        assertThat(searches.dueIn(1, 0, seconds(31))).isZero();
        assertThat(searches.dueIn(2, 0, seconds(31))).isEqualTo(seconds(29));
        searches.searched(1, 0, seconds(31));
        assertThat(searches.dueIn(1, 0, seconds(31))).isEqualTo(seconds(1));
    }

    @Test
    void goesOnSearchingWhileItHasEnoughHoldersLessAndLessOften() {
        long now = 0;
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            pauses.add(Duration.ofNanos(searches.dueIn(3, 2, now)).toSeconds());
            now += searches.dueIn(3, 2, now);
            searches.gained(now);
            searches.searched(3, 2, now);
        }
        assertThat(pauses).containsExactly(4L, 4L, 4L, 4L, 8L, 16L, 30L);
    }

    @Test
    void thoseWhoHaveAPartDoNotEndTheSearchForThoseWhoHaveAll() {
        searches.searched(0, 0, 0);
        assertThat(searches.dueIn(0, 5, 0)).isEqualTo(seconds(1));
        searches.searched(0, 5, seconds(1));
        assertThat(searches.dueIn(0, 5, seconds(1))).isEqualTo(seconds(2));
    }

    @Test
    void whatComesFromThoseWhoHaveAPartIsNoSearchEach() {
        searches.searched(1, 3, 0);
        searches.gained(1);
        assertThat(searches.dueIn(0, 3, seconds(1)))
                .as("the last that had all is gone")
                .isZero();
        searches.searched(0, 3, seconds(1));
        searches.gained(seconds(1) + 1);
        assertThat(searches.dueIn(0, 3, seconds(1) + 2)).isEqualTo(seconds(1) - 2);
    }

    @Test
    void onlyThoseWhoHaveAPartAreWaitedForAsLongAsThereIsPatienceAndTenSecondsAtLeast() {
        searches.searched(0, 1, seconds(1));
        assertThat(searches.hopelessIn(0, 1, seconds(1))).isEqualTo(seconds(19));
        Searches impatient = new Searches(Duration.ZERO, 0);
        impatient.searched(0, 1, 0);
        assertThat(impatient.hopelessIn(0, 1, 0)).isEqualTo(Searches.FOR_PARTS.toNanos());
        assertThat(impatient.hopelessIn(0, 0, 0)).isZero();
        assertThat(impatient.hopelessIn(1, 0, 0)).isEqualTo(Long.MAX_VALUE);
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
