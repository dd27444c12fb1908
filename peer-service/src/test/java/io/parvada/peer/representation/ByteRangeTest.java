package io.parvada.peer.representation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=2-5, 2, 5",
        "bytes=5-, 5, 9",
        "bytes=5-100, 5, 9",
        "bytes=-3, 7, 9",
        "bytes=-100, 0, 9",
        "BYTES=1-1, 1, 1",
        "bytes=0-99999999999999999999999, 0, 9"
    })
    void oneRangeOfTenBytesIsCutToTheFile(String header, long first, long last) {
        assertThat(ByteRange.parse(header, 10)).contains(new ByteRange(first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=0-1,3-4", "bytes=5-2", "bytes=-", "bytes=a-b", "bytes 0-1", "lines=1-2", "", "bytes=1"})
    void whatIsNotOneWellFormedRangeIsPassedOver(String header) {
        assertThat(ByteRange.parse(header, 10)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"bytes=10-, 10", "bytes=10-20, 10", "bytes=-0, 10", "bytes=0-, 0", "bytes=99999999999999999999-, 10"})
    void aRangeWithoutAnyByteIsUnsatisfiable(String header, long size) {
        assertThatThrownBy(() -> ByteRange.parse(header, size))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_RANGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=-5"})
    void theEndOfAnEmptyFileIsTheWholeOfIt(String header) {
        assertThat(ByteRange.parse(header, 0)).isEmpty();
    }
}
