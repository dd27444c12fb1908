package io.parvada.peer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerKeyTest {

    private static final IdentityKeys KEYS = IdentityKeys.newPair();
    private static final byte[] ENCODED = KEYS.key().encoded();
    private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);
    private static final String P = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
    private static final String N = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

    @Test
    void aKeyIsTheSameWhoeverReadsItAndHasTheIdOfItsOwner() {
        PeerKey read = PeerKey.parse(ENCODED);

        assertThat(read).isEqualTo(KEYS.key()).hasSameHashCodeAs(KEYS.key());
        assertThat(read.id()).isEqualTo(KEYS.id());
        assertThat(read.encoded()).hasSize(PeerKey.ENCODED_BYTES);
    }

    @Test
    void whatItsOwnerSignedIsSignedAndNothingElse() {
        byte[] signature = KEYS.sign(MESSAGE);

        assertThat(signature).hasSize(PeerKey.SIGNATURE_BYTES);
        assertThat(KEYS.key().hasSigned(MESSAGE, signature)).isTrue();
        assertThat(KEYS.key().hasSigned(new byte[] {1}, signature)).isFalse();
        assertThat(IdentityKeys.newPair().key().hasSigned(MESSAGE, signature)).isFalse();
    }

    /** CVE-2022-21449: with r = s = 0 some JDKs took anything for signed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "3006020101020101",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                        + "000000000000000000000000",
                N + N,
                N + "0000000000000000000000000000000000000000000000000000000000000001",
                "0000000000000000000000000000000000000000000000000000000000000001" + N
            })
    void whatIsNoSignatureIsNone(String hex) {
        assertThat(KEYS.key().hasSigned(MESSAGE, HexFormat.of().parseHex(hex))).isFalse();
    }

    static Stream<byte[]> noKeys() throws GeneralSecurityException {
        byte[] offTheCurve = ENCODED.clone();
        offTheCurve[ENCODED.length - 1] ^= 1;
        byte[] infinity = Arrays.copyOf(Arrays.copyOf(ENCODED, 27), ENCODED.length);
        byte[] beyondTheField = ENCODED.clone();
        System.arraycopy(HexFormat.of().parseHex(P), 0, beyondTheField, 27, 32);
        byte[] compressed = Arrays.copyOf(ENCODED, 59);
        byte[] otherForm = ENCODED.clone();
        otherForm[26] = 6;
        return Stream.of(
                new byte[0],
                Arrays.copyOf(ENCODED, 90),
                Arrays.copyOf(ENCODED, 92),
                new byte[1 << 20],
                offTheCurve,
                infinity,
                beyondTheField,
                compressed,
                otherForm,
                generated("EC", "secp384r1"),
                generated("EC", "secp521r1"),
                generated("RSA", null));
    }

    @ParameterizedTest
    @MethodSource("noKeys")
    void anotherCurveAnotherFormOrNoPointIsNoKey(byte[] encoded) {
        assertThatThrownBy(() -> PeerKey.parse(encoded))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST));
    }

    private static byte[] generated(String algorithm, String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (curve == null) {
            generator.initialize(2048);
        } else {
            generator.initialize(new ECGenParameterSpec(curve));
        }
        return generator.generateKeyPair().getPublic().getEncoded();
    }
}
