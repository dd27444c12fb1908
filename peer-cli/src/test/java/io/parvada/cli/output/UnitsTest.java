package io.parvada.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "104857600, 100 MiB",
        "1048575, 1.0 MiB",
        "2147483648, 2.0 GiB",
        "9223372036854775807, 8388608 TiB"
    })
    void bytesAreShownWithThreeDigits(long bytes, String shown) {
        assertThat(Units.bytes(bytes)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"7, 7 ms", "1234, 1.2 s", "200000, 3 min 20 s", "7500000, 2 h 5 min"})
    void timesAreShownInTheirOwnUnit(long millis, String shown) {
        assertThat(Units.time(Duration.ofMillis(millis))).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"1000, 1000", "64KB, 65536", "64k, 65536", "10 MiB, 10485760", "2g, 2147483648", "0, 0", "5B, 5"})
    void sizesAreReadAsInTheConfiguration(String text, long bytes) {
        assertThat(Units.parseBytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5MB", "MB", "10XB", "99999999999999999999", "999999999999TB"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> Units.parseBytes(text))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("1000, 64KB or 10MB");
    }

    @Test
    void whatWasMovedHasARateOnlyWhereItTellsSomething() {
        assertThat(Units.moved(17, Duration.ofMillis(350))).isEqualTo("17 B in 350 ms");
        assertThat(Units.moved(65_535, Duration.ofMillis(350))).isEqualTo("64.0 KiB in 350 ms");
        assertThat(Units.moved(1 << 20, Duration.ofMillis(500))).isEqualTo("1.0 MiB in 500 ms (2.0 MiB/s)");
    }

    @Test
    void aRateOfNoTimeIsNoNumber() {
        assertThat(Units.rate(100, Duration.ZERO)).isEqualTo("-");
        assertThat(Units.rate(1 << 20, Duration.ofMillis(500))).isEqualTo("2.0 MiB/s");
    }
}
