package io.parvada.peer.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.identity.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsTest {

    @Test
    void nothingAskedForIsTheConfiguredDefault() {
        assertThat(Bounds.ofSearch(null, null, null, null, SearchSettings.DEFAULTS))
                .isEqualTo(new Bounds(3, 16, 100, Duration.ofSeconds(2)));
    }

    @ParameterizedTest
    @CsvSource({
        "255,     1000000, 1000000, PT1H,    7, 64, 1000, PT30S",
        "0,       0,       0,       PT0S,    1, 1,  1,    PT0.05S",
        "-5,      -5,      -5,      PT-1S,   1, 1,  1,    PT0.05S",
        "7,       64,      1000,    PT30S,   7, 64, 1000, PT30S",
    })
    void whatIsOutOfBoundsIsClamped(
            int ttl, int fanout, int limit, Duration time, int ttlUsed, int fanoutUsed, int limitUsed, Duration used) {
        assertThat(Bounds.ofSearch(ttl, fanout, limit, time, SearchSettings.DEFAULTS))
                .isEqualTo(new Bounds(ttlUsed, fanoutUsed, limitUsed, used));
    }

    @ParameterizedTest
    @CsvSource({
        "2000,1800",
        "500,450",
        "400,350",
        "200,150",
        "100,50",
        "60,30",
        "0,0",
        "-1,0",
        "9223372036854775807,27000"
    })
    void aPeerInTheMiddleKeepsFiftyMillisecondsOrATenth(long deadlineMs, long answerInMs) {
        PeerId origin = new PeerId("abcdefghijklmnopqrstuvwxyz");
        QueryMessage message =
                new QueryMessage(new UUID(0, 0), origin, List.of(), "a", null, 3, 16, 100, deadlineMs, false);
        assertThat(Bounds.ofMessage(message).answerIn()).isEqualTo(Duration.ofMillis(answerInMs));
    }
}
