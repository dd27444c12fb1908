package io.parvada.transfer.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.plan.DownloadPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

class RosterTest {

    private static final long LIMIT = DownloadPlan.PIECE_LIMIT.toNanos();

    private final Roster roster = new Roster(List.of());

    @Test
    void whoComesBackHasItsOldLaneSoThatTheirNumberDoesNotGrow() {
        assertThat(begun("a", 0)).isZero();
        assertThat(begun("b", 0)).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            roster.end(0);
            assertThat(begun("a", i)).isZero();
        }
        assertThat(roster.join("a", false, 100)).as("it is at it").isEmpty();
        assertThat(roster.report()).hasSize(2);
    }

    @Test
    void eightThatGiveNothingMakeRoomForAFewOthers() {
        for (int i = 0; i < Roster.MOST; i++) {
            begun("slow" + i, 0);
        }
        assertThat(roster.join("fast", false, LIMIT - 1)).isEmpty();
        roster.gained(0, LIMIT - 1);
        assertThat(begun("fast", LIMIT)).isEqualTo(Roster.MOST);

        for (int i = 1; i < Roster.MOST_SLOW; i++) {
            begun("next" + i, 3 * LIMIT);
        }
        assertThat(roster.join("one more", false, 9 * LIMIT)).isEmpty();
        assertThat(roster.remaining()).isEqualTo(Roster.MOST + Roster.MOST_SLOW);
    }

    private int begun(String holder, long now) {
        int lane = roster.join(holder, false, now).orElseThrow();
        assertThat(roster.begin(lane, now)).isTrue();
        return lane;
    }
}
