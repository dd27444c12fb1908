package io.parvada.peer.proof;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.identity.IdentityKeys;
import java.util.List;
import java.util.function.Supplier;

/** Signs for this peer, whoever asks: a statement says what anybody may know. Thread-safe; about a millisecond each. */
public final class Prover {

    private final IdentityKeys keys;
    private final Supplier<List<Endpoint>> addresses;

    /** @param addresses all under which this peer can be reached, at least one and at most 5 */
    public Prover(IdentityKeys keys, Supplier<List<Endpoint>> addresses) {
        this.keys = keys;
        this.addresses = addresses;
    }

    public Statement answer(Challenge challenge) {
        byte[] key = keys.key().encoded();
        List<Endpoint> mine = addresses.get();
        byte[] signature = keys.sign(Statement.signedBytes(challenge, keys.id(), key, mine));
        return new Statement(keys.id(), key, mine, signature);
    }
}
