package io.parvada.peer.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.parvada.peer.emulation.VirtualTime;
import io.parvada.peer.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

    private static final int MESSAGE = 256 * 1024;
    private static final long MIB = 1 << 20;
    private static final Percentage FIVE = Percentage.withPercentage(5);

    private final VirtualTime time = new VirtualTime();
    private final Pace pace = new Pace(timeline(time, Duration.ZERO));

    @Test
    void withoutALimitNobodyWaits() {
        Pace.Flow flow = pace.flow(() -> {});
        for (int i = 0; i < 1000; i++) {
            assertThat(flow.moved(MESSAGE)).isTrue();
        }
        assertThat(pace.totalBytes()).isEqualTo(1000L * MESSAGE);
        assertThat(pace.limited()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {64 * 1024, MIB, 10 * MIB, 1000 * MIB})
    void aGreedyFlowMovesAtTheRate(long rate) {
        pace.limit(rate);
        Greedy flow = new Greedy(pace, MESSAGE);
        time.advance(Duration.ofSeconds(100));
        assertThat(flow.bytes).isCloseTo(100 * rate, FIVE);
    }

    @Test
    void aTimerThatIsLateCostsNoRate() {
        Pace late = new Pace(timeline(time, Duration.ofMillis(20)));
        late.limit(10 * MIB);
        Greedy flow = new Greedy(late, MESSAGE);
        time.advance(Duration.ofSeconds(100));
        assertThat(flow.bytes).isCloseTo(1000 * MIB, FIVE);
    }

    @ParameterizedTest
    @ValueSource(longs = {MIB, 10 * MIB})
    void runningFlowsShareTheRateEquallyWhateverTheirMessages(long rate) {
        pace.limit(rate);
        List<Greedy> flows = IntStream.of(16, 64, 256, 256)
                .mapToObj(kib -> new Greedy(pace, kib * 1024))
                .toList();
        time.advance(Duration.ofSeconds(100));
        assertThat(flows).allSatisfy(flow -> assertThat(flow.bytes).isCloseTo(25 * rate, FIVE));
        assertThat(pace.totalBytes()).isCloseTo(100 * rate, FIVE);
    }

    @Test
    void whatAnIdleFlowDoesNotTakeGoesToTheOthersAndIsNotSavedUp() {
        pace.limit(10 * MIB);
        Pace.Flow idle = pace.flow(() -> {});
        time.advance(Duration.ofSeconds(60));
        Greedy flow = new Greedy(pace, MESSAGE);
        assertThat(flow.bytes).as("burst").isLessThanOrEqualTo(MIB + MESSAGE);
        time.advance(Duration.ofSeconds(10));
        assertThat(flow.bytes).isCloseTo(100 * MIB, FIVE);
        idle.close();
    }

    @Test
    void manyShortFlowsDoNotPassTheLimit() {
        pace.limit(MIB);
        for (int i = 0; i < 1000; i++) {
            Pace.Flow flow = pace.flow(() -> {});
            if (flow.open()) {
                flow.moved(100_000);
            }
            flow.close();
            time.advance(Duration.ofMillis(10));
        }
        assertThat(pace.totalBytes()).isCloseTo(10 * MIB, within(MIB));
        assertThat(pace.waiting()).isZero();
    }

    @Test
    void anotherRateCountsAtOnceAlsoForThoseWhoWait() {
        pace.limit(64 * 1024);
        List<Greedy> flows =
                IntStream.range(0, 8).mapToObj(i -> new Greedy(pace, MESSAGE)).toList();
        time.advance(Duration.ofMillis(1));
        pace.limit(100 * MIB);
        time.advance(Duration.ofSeconds(10));
        assertThat(pace.totalBytes()).isCloseTo(1000 * MIB, FIVE);

        pace.limit(MIB);
        long before = pace.totalBytes();
        time.advance(Duration.ofSeconds(100));
        assertThat(pace.totalBytes() - before).isCloseTo(100 * MIB, FIVE);

        flows.forEach(flow -> flow.most = flow.bytes + MESSAGE);
        pace.limit(0);
        assertThat(pace.waiting()).isZero();
        assertThat(flows).allSatisfy(flow -> assertThat(flow.bytes).isEqualTo(flow.most));
    }

    @Test
    void aFlowThatEndsWhileItWaitsIsForgotten() {
        pace.limit(64 * 1024);
        pace.flow(() -> {}).moved(MESSAGE);
        Pace.Flow second = pace.flow(() -> {
            throw new AssertionError("it has ended");
        });
        assertThat(second.open()).isFalse();
        second.close();
        assertThat(pace.waiting()).isEqualTo(1);
        time.advance(Duration.ofSeconds(10));
    }

    /** Moves a message whenever it may. */
    private static final class Greedy {
        private final Pace.Flow flow;
        private final int message;
        private long bytes;
        private long most = Long.MAX_VALUE;

        Greedy(Pace pace, int message) {
            this.message = message;
            this.flow = pace.flow(this::move);
            move();
        }

        private void move() {
            while (flow.open() && bytes < most) {
                bytes += message;
                flow.moved(message);
            }
        }
    }

    static Timeline timeline(VirtualTime time, Duration late) {
        return new Timeline() {
            @Override
            public Instant now() {
                return time.now();
            }

            @Override
            public Runnable after(Duration delay, Runnable task) {
                return time.after(delay.plus(late), task);
            }
        };
    }
}
