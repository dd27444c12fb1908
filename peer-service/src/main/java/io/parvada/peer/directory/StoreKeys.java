package io.parvada.peer.directory;

import io.parvada.peer.credential.KeySet;
import io.parvada.peer.credential.KeySource;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The keys by which this directory's processes sign, as the store has them: what another process signed a moment ago is
 * good here. An unknown key id makes it look into the store, ten times a second at most. Thread-safe.
 */
public final class StoreKeys implements KeySource {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final DirectoryStore store;
    private final InstantSource clock;
    private volatile KeySet known = KeySet.EMPTY;
    /** Guarded by this. */
    private Instant looked = Instant.EPOCH;

    public StoreKeys(DirectoryStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public boolean isOwn() {
        return true;
    }

    /** @throws io.parvada.transfer.error.PeerException BUSY while the store is away */
    @Override
    public Optional<ECPublicKey> find(String keyId) {
        Optional<ECPublicKey> key = known.find(keyId);
        return key.isPresent() ? key : look(keyId);
    }

    // Who comes while another looks waits for what that one finds.
    private synchronized Optional<ECPublicKey> look(String keyId) {
        Instant now = clock.instant();
        if (known.find(keyId).isEmpty() && !looked.plus(BETWEEN_LOOKS).isAfter(now)) {
            looked = now;
            keys(BETWEEN_LOOKS);
        }
        return known.find(keyId);
    }

    /** Waits for the store, which has bounds of its own. */
    @Override
    public KeySet keys(Duration atMost) {
        KeySet now = KeySet.parse("{\"keys\":[" + String.join(",", store.keys(clock.instant())) + "]}");
        known = now;
        return now;
    }
}
