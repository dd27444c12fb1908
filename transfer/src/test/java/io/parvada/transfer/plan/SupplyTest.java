package io.parvada.transfer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupplyTest {

    private static final BitSet ALL = bits(0, 1, 2, 3, 4, 5, 6, 7);

    private final Supply supply = new Supply();

    @Test
    void whatTheFewestPartialHoldersHaveIsTheRarest() {
        supply.joinWhole();
        assertThat(supply.rarest(ALL)).isSameAs(ALL);
        lane(bits(0, 1, 2, 3));
        lane(bits(2, 3, 4));
        lane(bits(3));
        assertThat(supply.rarest(ALL)).as("nobody has them").isEqualTo(bits(5, 6, 7));
        assertThat(supply.rarest(bits(0, 1, 2, 3, 4))).as("one has them").isEqualTo(bits(0, 1, 4));
        assertThat(supply.rarest(bits(2, 3))).as("two").isEqualTo(bits(2));
        assertThat(supply.rarest(bits(3))).as("three").isEqualTo(bits(3));
    }

    @Test
    void aHolderThatIsGoneOrHasAllByNowMakesNothingCommon() {
        supply.joinWhole();
        lane(bits(0, 1));
        lane(bits(1, 2));
        supply.leave(1);
        assertThat(supply.rarest(bits(0, 1, 2))).isEqualTo(bits(0));
        supply.whole(2);
        assertThat(supply.anyPartial()).isFalse();
        assertThat(supply.rarest(bits(0, 1, 2))).isEqualTo(bits(0, 1, 2));
        assertThat(supply.of(2, ALL)).isSameAs(ALL);
    }

    @Test
    void onlyLanesThatAreThereHaveItElsewhere() {
        lane(bits(0, 1));
        lane(bits(1, 2));
        assertThat(supply.hasElsewhere(0, bits(1))).isTrue();
        assertThat(supply.hasElsewhere(0, bits(0))).isFalse();
        supply.joinWhole();
        assertThat(supply.hasElsewhere(0, bits(0))).isTrue();
        assertThat(supply.hasElsewhere(2, bits(0, 1, 2))).isTrue();
        supply.leave(1);
        assertThat(supply.hasElsewhere(2, bits(0, 1, 2))).isFalse();
    }

    @Test
    void isAskedAtOnceThenSoonWhileItTellsOfMissingPiecesAndLessAndLessOftenWhileItDoesNot() {
        supply.joinPartial(0);
        long now = 0;
        List<Long> pauses = new ArrayList<>();
        for (BitSet has : List.of(bits(), bits(1), bits(1, 2), bits(1, 2), bits(1, 2), bits(1, 2), bits(1, 2))) {
            assertThat(supply.dueIn(0, now)).isZero();
            supply.has(0, has, ALL, now);
            pauses.add(Duration.ofNanos(supply.dueIn(0, now)).toMillis());
            now += supply.dueIn(0, now);
        }
        assertThat(pauses).containsExactly(500L, 250L, 250L, 500L, 1000L, 2000L, 4000L);
    }

    @Test
    void isUselessWhenItHasHadNothingThatIsMissingForLong() {
        long useless = Supply.USELESS.toNanos();
        supply.joinPartial(0);
        supply.has(0, bits(1), ALL, 5);
        assertThat(supply.useless(0, useless)).isFalse();
        supply.has(0, bits(1), bits(0, 2), 6);
        assertThat(supply.useless(0, useless + 5)).isTrue();
        supply.joinWhole();
        assertThat(supply.useless(1, useless + 5)).isFalse();
    }

    @Test
    void hasALayerToGiveOnceItHasAPiece() {
        supply.joinPartial(0);
        assertThat(supply.hasLayer(0)).isFalse();
        supply.has(0, bits(3), ALL, 0);
        assertThat(supply.hasLayer(0)).isTrue();
    }

    private void lane(BitSet has) {
        supply.joinPartial(0);
        int lane = -1;
        for (int i = 0; i < 8 && lane < 0; i++) {
            lane = fresh(i) ? i : -1;
        }
        supply.has(lane, has, ALL, 0);
    }

    private boolean fresh(int lane) {
        return supply.partial(lane) && supply.of(lane, ALL).isEmpty();
    }

    private static BitSet bits(int... set) {
        BitSet bits = new BitSet();
        for (int bit : set) {
            bits.set(bit);
        }
        return bits;
    }
}
