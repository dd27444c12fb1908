package io.parvada.peer.representation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReprDigestTest {

    private static final Sha256 NOTHING = Sha256.of(new byte[0]);
    private static final String FIELD = "sha-256=:" + Base64.getEncoder().encodeToString(NOTHING.toBytes()) + ":";

    @Test
    void theSha256IsFoundAmongOthers() {
        assertThat(ReprDigest.sha256(List.of("sha-512=:AAAA:, " + FIELD))).isEqualTo(NOTHING);
        assertThat(ReprDigest.sha256(List.of("md5=:AAAA:", FIELD))).isEqualTo(NOTHING);
    }

    @Test
    void otherAlgorithmsDeclareNothing() {
        assertThat(ReprDigest.sha256(List.of("sha-512=:AAAA:"))).isNull();
        assertThat(ReprDigest.sha256(List.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha-256=abc", "sha-256=:AAAA:", "sha-256=:!!!!:", "", ",", "sha-256", "SHA-256=:AAAA:"})
    void aMalformedFieldIsRefused(String field) {
        assertThatThrownBy(() -> ReprDigest.sha256(List.of(field)))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST));
    }
}
