package io.parvada.peer.remote;

import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which address has lately answered with which id: only there is a query sent. At most 1,024 addresses, each believed
 * for a minute. Thread-safe.
 */
final class Proven {

    private static final int MAX_ADDRESSES = 1024;
    private static final Duration BELIEVED = Duration.ofMinutes(1);

    private record Proof(PeerId id, Instant at) {}

    private final Timeline timeline;

    // @GuardedBy("this")
    private final Map<PeerUrl, Proof> byAddress = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerUrl, Proof> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    Proven(Timeline timeline) {
        this.timeline = timeline;
    }

    synchronized void answered(PeerUrl address, PeerId id) {
        byAddress.put(address, new Proof(id, timeline.now()));
    }

    synchronized void forget(PeerUrl address) {
        byAddress.remove(address);
    }

    /** Who answers at this address, as far as is believed now. */
    synchronized Optional<PeerId> at(PeerUrl address) {
        Proof proof = byAddress.get(address);
        return proof != null && holds(address, proof.id()) ? Optional.of(proof.id()) : Optional.empty();
    }

    synchronized boolean holds(PeerUrl address, PeerId id) {
        Proof proof = byAddress.get(address);
        return proof != null
                && proof.id().equals(id)
                && Duration.between(proof.at(), timeline.now()).compareTo(BELIEVED) < 0;
    }
}
