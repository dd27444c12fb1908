package io.parvada.transfer.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class HolderKeyTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-28T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void keyThatWasWrittenSignsAsTheSame() throws ParseException, JOSEException {
        HolderKey key = HolderKey.generate();
        HolderKey again = HolderKey.fromSecretJson(key.secretJson());

        SignedJWT proof = SignedJWT.parse(
                new CallSigner(again, () -> "credential", CLOCK, () -> "1").proof("callee", "GET", "/status"));

        assertThat(again.thumbprint()).isEqualTo(key.thumbprint());
        assertThat(proof.verify(new ECDSAVerifier(key.shown()))).isTrue();
    }

    @Test
    void neitherTheTextNorTheShownHalfHasTheSecret() {
        HolderKey key = HolderKey.generate();

        assertThat(key.secretJson()).contains("\"d\":");
        assertThat(key.shown().toJSONString()).doesNotContain("\"d\":");
        assertThat(key).hasToString("key " + key.thumbprint());
    }

    @Test
    void keysOfOtherKindsAreRefused() throws NoSuchAlgorithmException {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        assertThatThrownBy(() -> HolderKey.of(rsa.generateKeyPair())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        HolderKey.fromSecretJson(HolderKey.generate().shown().toJSONString()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HolderKey.fromSecretJson("{}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theHashOfACredentialIsThatOfRfc9449() {
        // RFC 9449, section 7.1
        assertThat(CallSigner.hash("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"))
                .isEqualTo("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
    }
}
