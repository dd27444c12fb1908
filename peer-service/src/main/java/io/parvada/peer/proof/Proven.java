package io.parvada.peer.proof;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.identity.PeerKey;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which address has lately proven who lives there: only there is anything else sent. At most 1,024 addresses, each
 * believed for a minute; and the keys of the last 1,024 peers that proved themselves. Thread-safe.
 */
public final class Proven {

    /**
     * A proven address. What is sent there within its minute goes to the very {@code at} that gave the proof: a name that
     * resolves otherwise a moment later leads nobody elsewhere.
     */
    public record Place(Proof proof, InetAddress at) {}

    static final int MOST = 1024;
    static final Duration BELIEVED = Duration.ofMinutes(1);

    private record Entry(Place place, Instant since) {}

    private final Clock clock;

    // Both @GuardedBy("this"), least recently used first. By URL, and for gRPC by
    // the whole endpoint, whose URL says whether it is TLS.
    private final Map<Record, Entry> places = new Bounded<>();
    private final Map<PeerId, PeerKey> keys = new Bounded<>();

    public Proven(Clock clock) {
        this.clock = clock;
    }

    public void add(PeerUrl url, Place place) {
        put(url, place);
    }

    public void add(Endpoint grpc, Place place) {
        put(grpc, place);
    }

    public Optional<Place> find(PeerUrl url) {
        return get(url);
    }

    public Optional<Place> find(Endpoint grpc) {
        return get(grpc);
    }

    public synchronized void forget(PeerUrl url) {
        places.remove(url);
    }

    public synchronized void forget(Endpoint grpc) {
        places.remove(grpc);
    }

    /** The key of a peer that has proven itself since this one started; empty too when 1,024 others have since. */
    public synchronized Optional<PeerKey> keyOf(PeerId id) {
        return Optional.ofNullable(keys.get(id));
    }

    private synchronized void put(Record address, Place place) {
        places.put(address, new Entry(place, clock.instant()));
        keys.put(place.proof().id(), place.proof().key());
    }

    private synchronized Optional<Place> get(Record address) {
        Entry entry = places.get(address);
        boolean lately = entry != null
                && Duration.between(entry.since(), clock.instant()).compareTo(BELIEVED) < 0;
        return lately ? Optional.of(entry.place()) : Optional.empty();
    }

    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        Bounded() {
            super(64, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    }
}
