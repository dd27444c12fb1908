package io.parvada.peer.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.ClusterSecret;
import io.parvada.transfer.credential.Grant;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.error.PeerException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Access cluster, and all that does not depend on who issued: the proof of the call, its time, its callee. */
class ClusterGateTest {

    private static final String TEXT = "the-secret-of-this-cluster-of-peers";
    private static final ClusterSecret SECRET = ClusterSecret.parse(TEXT);
    private static final ClusterSecret FOREIGN = ClusterSecret.parse("the-secret-of-another-cluster-of-peers");
    private static final Duration HOUR = Duration.ofHours(1);

    private final Callee callee = new Callee(new ClusterCredentials(SECRET));
    private final HolderKey key = HolderKey.generate();
    private final String credential = credential(SECRET, key, null, Scope.READ, Scope.WRITE);

    @Test
    void memberIsLetInWithWhatItsCredentialGrants() throws Exception {
        PeerId id = PeerId.of(key.shown().toECPublicKey());
        String ofAPeer = credential(SECRET, key, id.value(), Scope.READ);

        Verified member = callee.admit(callee.call(key, ofAPeer));

        assertThat(member.peer()).contains(id);
        assertThat(member.identity()).isEqualTo(key.thumbprint());
        assertThat(member.allows(Scope.READ)).isTrue();
        assertThat(member.allows(Scope.WRITE)).isFalse();
    }

    @Test
    void memberIsNoAdminWhateverItIssuesForItself() throws Exception {
        // As any implementation may: HKDF of RFC 5869 with SHA-256, one block.
        byte[] extracted = hmac("parvada".getBytes(StandardCharsets.US_ASCII), TEXT);
        byte[] derived = hmac(extracted, "parvada cluster credential, version 1\1");
        SignedJWT forged = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType(Claims.CREDENTIAL_TYPE))
                        .build(),
                grant(key, null, Scope.READ, Scope.ADMIN)
                        .claims(Claims.CLUSTER_ISSUER, callee.clock.instant(), HOUR, "1"));
        forged.sign(new MACSigner(derived));

        assertThat(callee.admit(callee.call(key, forged.serialize())).grant().scopes())
                .containsExactly(Scope.READ);
    }

    @Test
    void adminTokenMayDoEverything() {
        assertThat(callee.admit(Map.of("Authorization", "Bearer " + Callee.ADMIN_TOKEN))
                        .grant()
                        .scopes())
                .containsExactlyInAnyOrder(Scope.values());
        assertThat(callee.refusal(Map.of("Authorization", "Bearer another")))
                .startsWith("the token shown is not this peer's admin token");
    }

    @Test
    void callerWithoutACredentialIsTold() {
        assertThat(callee.refusal(Map.of())).startsWith("this peer asks its callers for a credential");
        assertThat(callee.refusal(Map.of("Authorization", "Basic x"))).startsWith("the header Authorization is DPoP");
        assertThat(callee.refusal(Map.of("Authorization", "DPoP " + credential)))
                .startsWith("the call has no proof");
        assertThat(callee.refusal(Map.of("Authorization", "Bearer " + credential)))
                .contains("a credential is shown as DPoP");
    }

    @Test
    void credentialOfAnotherClusterIsRefused() {
        assertThat(callee.refusal(callee.call(key, credential(FOREIGN, key, null, Scope.READ))))
                .isEqualTo("the credential was not issued with this cluster's secret");
    }

    @Test
    void credentialThatIsCutOrUnsignedOrSignedByAnotherAlgorithmIsRefused() {
        var claims = new Grant("cluster", null, key.thumbprint(), Set.of(Scope.READ))
                .claims(Claims.CLUSTER_ISSUER, callee.clock.instant(), HOUR, "1");
        JWSHeader es256 = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(Claims.CREDENTIAL_TYPE))
                .build();

        assertThat(callee.refusal(callee.call(key, credential.substring(0, credential.length() - 9))))
                .isEqualTo("the credential was not issued with this cluster's secret");
        assertThat(callee.refusal(callee.call(key, credential.substring(0, credential.length() / 2))))
                .startsWith("the credential shown is none, or is cut");
        assertThat(callee.refusal(callee.call(key, new PlainJWT(claims).serialize())))
                .startsWith("the credential shown is none, or is cut");
        assertThat(callee.refusal(callee.call(key, key.signed(es256, claims))))
                .isEqualTo("a credential is signed by HS256 here, and the one shown by another algorithm");
        assertThat(callee.refusal(callee.call(key, "a".repeat(5000)))).startsWith("the credential shown is none");
    }

    @Test
    void expiredCredentialIsRefusedWithBothTimes() {
        callee.clock.move(HOUR);
        assertThat(callee.refusal(callee.call(key, credential)))
                .isEqualTo("the credential expired at 2026-11-28T13:00:00Z, and this peer's clock says"
                        + " 2026-11-28T13:00:00Z; log in again, or set the clock that is wrong");
    }

    @Test
    void aClockTenMinutesOffIsSaidInOneSentence() {
        MovableClock ahead = new MovableClock();
        ahead.move(Duration.ofMinutes(10));
        assertThat(callee.refusal(Callee.signer(key, credential, ahead).headers(Callee.ID.value(), "GET", "/status")))
                .isEqualTo("the caller's clock said 2026-11-28T12:10:00Z and this peer's says 2026-11-28T12:00:00Z: a"
                        + " call is good for 60 seconds. Set the clock that is wrong");
        String early = SECRET.issue(grant(key, null, Scope.READ), ahead.instant(), HOUR, "1");
        assertThat(callee.refusal(callee.call(key, early)))
                .isEqualTo("the credential was issued at 2026-11-28T12:10:00Z, but this peer's clock says"
                        + " 2026-11-28T12:00:00Z: one of the two clocks is wrong");
    }

    @Test
    void proofIsGoodOnceAndForAMinute() {
        Map<String, String> call = callee.call(key, credential);
        callee.admit(call);
        assertThat(callee.refusal(call)).isEqualTo("the proof of the call was used before");

        Map<String, String> late = callee.call(key, credential);
        callee.clock.move(Duration.ofSeconds(60));
        callee.admit(late);
        Map<String, String> tooLate = callee.call(key, credential);
        callee.clock.move(Duration.ofSeconds(61));
        assertThat(callee.refusal(tooLate)).startsWith("the caller's clock said");
    }

    @Test
    void proofIsNeverForgottenWhileItIsGood() {
        CallSigner ahead = Callee.signer(key, credential, callee.clock);
        Map<String, String> call = ahead.headers(Callee.ID.value(), "GET", "/status");
        callee.clock.move(Duration.ofSeconds(-10)); // the caller's clock is ahead
        callee.admit(call);
        for (int second = 0; second < 70; second++) {
            callee.clock.move(Duration.ofSeconds(1));
            callee.admit(callee.call(key, credential));
            assertThat(callee.refusal(call)).isEqualTo("the proof of the call was used before");
        }
    }

    @Test
    void callThatALyingPeerPassesOnIsWorthNothingHere() {
        Map<String, String> toTheLiar =
                Callee.signer(key, credential, callee.clock).headers(Callee.OTHER.value(), "GET", "/status");

        assertThat(callee.refusal(toTheLiar))
                .isEqualTo("the proof of the call was made for another peer than this, which is " + Callee.ID);
    }

    @Test
    void proofOfAnotherCallIsRefused() {
        Map<String, String> read = callee.call(key, credential);
        assertThatThrownBy(() -> callee.admit(read, "POST", "/status"))
                .isInstanceOf(PeerException.class)
                .hasMessage("the proof was made for another call than POST on this path");
        assertThatThrownBy(() -> callee.admit(read, "GET", "/files"))
                .hasMessage("the proof was made for another call than GET on this path");
        Map<String, String> swapped = new HashMap<>(read);
        swapped.put("Authorization", "DPoP " + credential(SECRET, key, null, Scope.READ));
        assertThat(callee.refusal(swapped)).isEqualTo("the proof was made for another credential than the one shown");
    }

    @Test
    void wholeUriOfRfc9449IsReadByItsPath() {
        callee.admit(Callee.signer(key, credential, callee.clock)
                .headers(Callee.ID.value(), "GET", "https://translated.example:9001/status"));
    }

    @Test
    void whoDoesNotHoldTheKeyIsRefused() {
        HolderKey thief = HolderKey.generate();
        assertThat(callee.refusal(callee.call(thief, credential)))
                .isEqualTo("the credential is bound to another key than the caller's");
        String otherPeer = credential(SECRET, thief, Callee.OTHER.value(), Scope.READ);
        assertThat(callee.refusal(callee.call(thief, otherPeer)))
                .isEqualTo("the credential names a peer that has another key than the caller's");
        Map<String, String> tampered = new HashMap<>(callee.call(key, credential));
        tampered.compute("DPoP", (name, proof) -> proof.substring(0, proof.length() - 6) + "AAAAAA");
        assertThat(callee.refusal(tampered)).isEqualTo("the proof of the call is not signed by the key that it shows");
        tampered.put("DPoP", credential);
        assertThat(callee.refusal(tampered)).startsWith("the proof of the call is none");
    }

    private String credential(ClusterSecret secret, HolderKey holder, String peer, Scope... scopes) {
        Instant now = callee.clock.instant();
        return secret.issue(grant(holder, peer, scopes), now, HOUR, "1");
    }

    private static byte[] hmac(byte[] key, String message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message.getBytes(StandardCharsets.US_ASCII));
    }

    private static Grant grant(HolderKey holder, String peer, Scope... scopes) {
        return new Grant(Claims.CLUSTER_SUBJECT, peer, holder.thumbprint(), Set.of(scopes));
    }
}
