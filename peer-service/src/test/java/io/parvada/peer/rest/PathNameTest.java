package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNameTest {

    @ParameterizedTest
    @CsvSource({
        "a%20b, a b",
        "a+b, a+b",
        "a;v=1.txt, a;v=1.txt",
        "dir%2Fx.txt, dir/x.txt",
        "%252e%252e, %2e%2e",
        "na%C3%AFve, naïve",
        "%e2%82%ac, €"
    })
    void aNameIsDecodedExactlyOnce(String raw, String name) {
        assertThat(PathName.decode(raw)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%2", "%zz", "%C3", "%C0%AF", "%ED%A0%80", "%FF", "a b", "é", "%+1", "% 1"})
    void whatIsNotPercentEncodedUtf8IsRefused(String raw) {
        assertThatThrownBy(() -> PathName.decode(raw))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_NAME));
    }

    @Test
    void whatIsEncodedDecodesToTheSameName() {
        FileName name = new FileName("Ordner/50% größer + \"x\";v=1 #?.txt");

        assertThat(PathName.decode(PathName.encode(name))).isEqualTo(name.value());
        assertThat(PathName.encode(name)).matches("[A-Za-z0-9._~%/-]+");
    }
}
