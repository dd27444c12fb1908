package io.parvada.peer.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;

/** A gate with the clock and the id of its peer, and callers that come to it. */
final class Callee {

    static final PeerId ID = new PeerId("abcdefghijklmnopqrstuvwxyz");
    static final PeerId OTHER = new PeerId("zyxwvutsrqponmlkjihgfedcba");
    static final String ADMIN_TOKEN = "the-admin-token";

    final MovableClock clock = new MovableClock();
    final Gate gate;

    Callee(Credentials credentials) {
        this.gate = new Gate(credentials, new CallProofs(ID, clock), ADMIN_TOKEN::equals, clock);
    }

    /** The headers of one call of GET /status to this callee. */
    Map<String, String> call(HolderKey key, String credential) {
        return signer(key, credential, clock).headers(ID.value(), "GET", "/status");
    }

    static CallSigner signer(HolderKey key, String credential, Clock clock) {
        return new CallSigner(
                key, () -> credential, clock, () -> UUID.randomUUID().toString());
    }

    Verified admit(Map<String, String> headers) {
        return admit(headers, "GET", "/status");
    }

    Verified admit(Map<String, String> headers, String method, String path) {
        return gate.admit(headers.get("Authorization"), headers.get("DPoP"), method, path);
    }

    /** The sentence of the refusal, which is UNAUTHENTICATED. */
    String refusal(Map<String, String> headers) {
        PeerException refused = catchThrowableOfType(PeerException.class, () -> admit(headers));
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).isEqualTo(Reason.UNAUTHENTICATED);
        return refused.detail();
    }
}
