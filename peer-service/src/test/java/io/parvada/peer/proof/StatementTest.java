package io.parvada.peer.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatementTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final PeerId ASKER = new PeerId("a".repeat(26));
    private static final List<Endpoint> HOME =
            List.of(TestIdentity.at("http://here:8001", "here:50051"), TestIdentity.at("http://there:81", "there:82"));

    private final TestIdentity peer = new TestIdentity();
    private final Challenge challenge = Challenge.by(ASKER, RANDOM);

    @Test
    void whoSignsForTheAskersOwnNonceHasProvenItsIdAndItsAddresses() {
        Proof proof = peer.answer(challenge, HOME).proves(challenge);

        assertThat(proof.id()).isEqualTo(peer.id());
        assertThat(proof.key()).isEqualTo(peer.keys.key());
        assertThat(proof.addresses()).isEqualTo(HOME);
        assertThat(proof.names(PeerUrl.parse("http://there:81"))).isTrue();
        assertThat(proof.names(PeerUrl.parse("http://there:82"))).isFalse();
        assertThat(proof.names(HostPort.parse("here:50051"))).isTrue();
        assertThat(proof.names(HostPort.parse("here:8001"))).isFalse();
    }

    @Test
    void aStatementThatWasMadeBeforeProvesNothingNow() {
        Statement before = peer.answer(Challenge.by(ASKER, RANDOM), HOME);

        refused(before, "does not fit");
    }

    @Test
    void aStatementForAnotherAskerProvesNothingHere() {
        PeerId other = new PeerId("b".repeat(26));

        refused(peer.answer(new Challenge(challenge.nonce(), other), HOME), "does not fit");
    }

    @Test
    void addressesThatWereNotSignedAreNotTaken() {
        Statement good = peer.answer(challenge, HOME);

        refused(new Statement(good.id(), good.key(), HOME.subList(0, 1), good.signature()), "does not fit");
        refused(
                new Statement(good.id(), good.key(), List.of(HOME.get(1), HOME.get(0)), good.signature()),
                "does not fit");
    }

    @Test
    void theIdOfAnotherIsNotTakenWhosoeverKeyItIs() {
        TestIdentity other = new TestIdentity();
        Statement good = peer.answer(challenge, HOME);
        Statement others = other.answer(challenge, HOME);

        refused(new Statement(other.id(), good.key(), HOME, good.signature()), "not that of " + other.id());
        refused(new Statement(good.id(), others.key(), HOME, others.signature()), "not that of " + good.id());
        refused(new Statement(good.id(), good.key(), HOME, others.signature()), "does not fit");
    }

    @Test
    void aKeyOfAnotherCurveProvesNothing() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        var pair = generator.generateKeyPair();
        PeerId id = PeerId.of(pair.getPublic());
        byte[] key = pair.getPublic().getEncoded();
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(pair.getPrivate());
        signature.update(Statement.signedBytes(challenge, id, key, HOME));

        refused(new Statement(id, key, HOME, signature.sign()), "P-256");
    }

    /** An empty text and a moved boundary are other bytes: each part follows its length. */
    @Test
    void noTwoContentsAreSignedByTheSameBytes() {
        Set<String> seen = new HashSet<>();
        for (List<Endpoint> addresses : List.of(
                HOME,
                HOME.subList(0, 1),
                HOME.subList(1, 2),
                List.of(TestIdentity.at("http://a:11", "b:1")),
                List.of(TestIdentity.at("http://a:1", "b:11")),
                List.of(TestIdentity.at("https://a:11", "b:1")))) {
            seen.add(Arrays.toString(
                    Statement.signedBytes(challenge, peer.id(), peer.keys.key().encoded(), addresses)));
        }
        assertThat(seen).hasSize(6);
    }

    @Test
    void whatHasNotTheShapeIsNoStatementAndNoChallenge() {
        byte[] bytes = new byte[1];
        Endpoint half = new Endpoint(PeerUrl.parse("http://here:8001"), null);

        invalid(() -> new Statement(null, bytes, HOME, bytes));
        invalid(() -> new Statement(ASKER, null, HOME, bytes));
        invalid(() -> new Statement(ASKER, bytes, HOME, null));
        invalid(() -> new Statement(ASKER, bytes, null, bytes));
        invalid(() -> new Statement(ASKER, bytes, List.of(), bytes));
        invalid(() -> new Statement(ASKER, bytes, List.of(half), bytes));
        invalid(() -> new Statement(ASKER, bytes, Collections.nCopies(6, HOME.get(0)), bytes));
        invalid(() -> new Challenge(new byte[31], ASKER));
        invalid(() -> new Challenge(null, ASKER));
        invalid(() -> new Challenge(new byte[32], null));
    }

    private void refused(Statement statement, String why) {
        assertThatThrownBy(() -> statement.proves(challenge))
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAUTHENTICATED));
    }

    private static void invalid(Runnable making) {
        assertThatThrownBy(making::run)
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST));
    }
}
