package io.parvada.peer.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.Grant;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access directory: its keys, learned, kept and changed. */
class DirectoryGateTest {

    private static final Duration HOUR = Duration.ofHours(1);

    /** A directory whose keys can be changed, and which can be away. */
    private static final class Directory implements KeySource {
        KeySet keys;
        boolean away;
        int asked;

        @Override
        public KeySet keys(Duration atMost) {
            asked++;
            if (away) {
                throw new PeerException(Reason.PEER_UNREACHABLE, "no directory answers");
            }
            return keys;
        }
    }

    @TempDir
    Path state;

    private final MovableClock clock = new MovableClock();
    private final HolderKey holder = HolderKey.generate();
    private final HolderKey signing = HolderKey.generate();
    private final CredentialIssuer issuer = new CredentialIssuer(signing, clock, () -> "1");
    private final Directory directory = new Directory();

    @Test
    void whatTheDirectorySignedIsLetInAndCountedByAccount() {
        directory.keys = issuer.keys();
        Verified caller = admit(issuer, callee());

        assertThat(caller.identity()).isEqualTo("ana");
        assertThat(caller.grant().scopes()).containsExactly(Scope.READ);
        assertThat(caller.expires()).isEqualTo(clock.instant().plus(HOUR));
    }

    @Test
    void keysAreKnownWithoutTheDirectoryAfterARestart() {
        directory.keys = issuer.keys();
        admit(issuer, callee());
        directory.away = true;

        assertThat(admit(issuer, callee()).identity()).isEqualTo("ana");
    }

    @Test
    void keyOfAnotherProcessIsAskedForOnceAMinute() {
        directory.keys = issuer.keys();
        Callee callee = callee();
        admit(issuer, callee);
        CredentialIssuer other = new CredentialIssuer(HolderKey.generate(), clock, () -> "2");
        for (int i = 0; i < 10; i++) {
            assertThat(callee.refusal(callee.call(holder, issued(other))))
                    .startsWith("the credential is signed by a key that this peer's directory does not know");
        }
        assertThat(directory.asked).isEqualTo(1);

        directory.keys = issuer.keys().and(other.keys());
        move(callee, Duration.ofMinutes(1));
        admit(other, callee);
        admit(issuer, callee);
        assertThat(directory.asked).isEqualTo(2);
    }

    @Test
    void keyThatTheDirectoryGaveUpIsGivenUpWithinTenMinutes() {
        CredentialIssuer other = new CredentialIssuer(HolderKey.generate(), clock, () -> "2");
        directory.keys = issuer.keys().and(other.keys());
        Callee callee = callee();
        admit(issuer, callee);
        directory.keys = other.keys();
        move(callee, TrustedKeys.FRESH);
        admit(other, callee);

        assertThat(callee.refusal(callee.call(holder, issued(issuer)))).contains("does not know");
    }

    @Test
    void credentialSignedByAPublicKeyAsIfItWereASecretIsRefused() throws JOSEException {
        directory.keys = issuer.keys();
        JWTClaimsSet claims = grant().claims(Claims.DIRECTORY_ISSUER, clock.instant(), HOUR, "1");
        SignedJWT confused = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType(Claims.CREDENTIAL_TYPE))
                        .keyID(signing.thumbprint())
                        .build(),
                claims);
        confused.sign(new MACSigner(signing.shown().toECPublicKey().getEncoded()));
        Callee callee = callee();

        assertThat(callee.refusal(callee.call(holder, confused.serialize())))
                .isEqualTo("a credential is signed by ES256 here, and the one shown by another algorithm");
    }

    @Test
    void proofUnderTheDirectorysKeyIsNoCredentialNorIsOneOfAnotherIssuerOrNetwork() {
        directory.keys = issuer.keys();
        Callee callee = callee();
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(signing.thumbprint());
        JWTClaimsSet good = grant().claims(Claims.DIRECTORY_ISSUER, clock.instant(), HOUR, "1");
        JWSHeader asProof = header.type(new JOSEObjectType(Claims.PROOF_TYPE)).build();
        JWSHeader asCredential =
                header.type(new JOSEObjectType(Claims.CREDENTIAL_TYPE)).build();

        assertThat(callee.refusal(callee.call(holder, signing.signed(asProof, good))))
                .isEqualTo("the token shown is no credential");
        assertThat(callee.refusal(callee.call(
                        holder,
                        signing.signed(
                                asCredential,
                                new JWTClaimsSet.Builder(good).issuer("x").build()))))
                .isEqualTo("the credential is of another issuer than parvada-directory");
        assertThat(callee.refusal(callee.call(
                        holder,
                        signing.signed(
                                asCredential,
                                new JWTClaimsSet.Builder(good).audience("x").build()))))
                .isEqualTo("the credential is for something else than parvada");
        assertThat(callee.refusal(callee.call(holder, HolderKey.generate().signed(asCredential, good))))
                .isEqualTo("the credential was not signed by the directory, or was changed since");
    }

    @Test
    void setOfKeysIsWrittenAndReadWithItsPublicHalvesAlone() {
        KeySet keys = issuer.keys();

        assertThat(keys.json()).doesNotContain("\"d\":").contains(signing.thumbprint());
        assertThat(KeySet.parse(keys.json())).isEqualTo(keys);
        assertThat(KeySet.parse("{\"keys\":[]}").isEmpty()).isTrue();
    }

    private Callee callee() {
        TrustedKeys trusted = new TrustedKeys(directory, state.resolve("directory-keys.json"), clock);
        return new Callee(new DirectoryCredentials(trusted::find));
    }

    private void move(Callee callee, Duration by) {
        clock.move(by);
        callee.clock.move(by);
    }

    private Verified admit(CredentialIssuer by, Callee callee) {
        return callee.admit(callee.call(holder, issued(by)));
    }

    private String issued(CredentialIssuer by) {
        return by.issue(grant(), HOUR).credential();
    }

    private Grant grant() {
        return new Grant("ana", null, holder.thumbprint(), Set.of(Scope.READ));
    }
}
