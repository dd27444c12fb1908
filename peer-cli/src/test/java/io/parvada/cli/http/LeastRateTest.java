package io.parvada.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeastRateTest {

    private final LeastRate rate = new LeastRate(1_000, seconds(100));

    @Test
    void whoSendsAByteASecondIsGivenUpAfterHalfAMinuteThoughItIsNeverSilent() {
        for (int second = 1; second < 30; second++) {
            assertThat(rate.tooLittle(1_000 + second, seconds(100 + second))).isEmpty();
        }
        assertThat(rate.tooLittle(1_030, seconds(130))).contains("sent only 30 bytes in 30 s");
    }

    @Test
    void anHonestLineOf1KibASecondIsWaitedFor() {
        for (int second = 1; second < 3600; second++) {
            assertThat(rate.tooLittle(1_000 + 1024L * second, seconds(100 + second)))
                    .isEmpty();
        }
    }

    @Test
    void whoSendsManyBytesAndThenFewIsGivenUpToo() {
        assertThat(rate.tooLittle(1_000_000, seconds(101))).isEmpty();
        Optional<String> why = Optional.empty();
        for (int second = 102; second < 3600 && why.isEmpty(); second++) {
            why = rate.tooLittle(1_000_000 + second, seconds(second));
        }
        assertThat(why).contains("sent only 131 bytes in 30 s");
    }

    @Test
    void aSilentHolderIsGivenUpAfterTheIdleTimeAndNotBefore() {
        assertThat(rate.tooLittle(1_000, seconds(105))).isEmpty();
        assertThat(rate.tooLittle(1_001, seconds(105))).isEmpty();
        assertThat(rate.tooLittle(1_001, seconds(110))).isEmpty();
        assertThat(rate.tooLittle(1_001, seconds(111))).contains("sent nothing for 6 s");
    }

    private static long seconds(long n) {
        return TimeUnit.SECONDS.toNanos(n);
    }
}
