package io.parvada.peer.summary;

import io.parvada.peer.identity.PeerId;
import io.parvada.peer.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * What neighbours gave, of one kind, and when each may be asked again. Held are at most {@link #MOST_BYTES}, the least
 * used go first. Thread-safe; never waits.
 */
final class Held<V> {

    /** Sixteen of the largest summaries: as many as a full view has. */
    static final int MOST_BYTES = 16 << 20;

    private static final int MOST_FETCHED_AT_ONCE = 8;
    /** A neighbour whose files change all the time costs no more than this by its summaries. */
    private static final int BYTES_A_SECOND = 64 << 10;

    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
    /** The longest that {@link #begin} may be asked to leave between two. */
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private record Turn(Instant ended, Instant notBefore) {}

    private final ToIntFunction<V> size;
    private final Timeline timeline;

    /** All guarded by this. */
    private final Map<PeerId, V> held = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<PeerId, Turn> turns = new HashMap<>();
    private final Set<PeerId> underWay = new HashSet<>();
    private long heldBytes;

    Held(ToIntFunction<V> size, Timeline timeline) {
        this.size = size;
        this.timeline = timeline;
    }

    /** Null where there is none. */
    synchronized V get(PeerId id) {
        return held.get(id);
    }

    /**
     * Whether it is time to ask that neighbour, at least {@code pause} after the last time. If so {@link #took} or {@link
     * #failed} must follow.
     */
    synchronized boolean begin(PeerId id, Duration pause) {
        Instant now = timeline.now();
        Turn last = turns.get(id);
        boolean early = last != null
                && (now.isBefore(last.notBefore()) || now.isBefore(last.ended().plus(pause)));
        if (early || underWay.size() >= MOST_FETCHED_AT_ONCE || !underWay.add(id)) {
            return false;
        }
        turns.values()
                .removeIf(turn -> now.isAfter(turn.notBefore())
                        && now.isAfter(turn.ended().plus(LONGEST_PAUSE)));
        return true;
    }

    /** @param bytes that came for it */
    synchronized void took(PeerId id, V value, int bytes) {
        V before = held.put(id, value);
        heldBytes += size.applyAsInt(value) - (before == null ? 0 : size.applyAsInt(before));
        Iterator<V> leastUsed = held.values().iterator();
        while (heldBytes > MOST_BYTES) {
            heldBytes -= size.applyAsInt(leastUsed.next());
            leastUsed.remove();
        }
        ended(id, LEAST_PAUSE.plusMillis(bytes * 1000L / BYTES_A_SECOND));
    }

    /** What is held stays: its version says what it is worth. */
    synchronized void failed(PeerId id) {
        ended(id, PAUSE_AFTER_FAILURE);
    }

    private void ended(PeerId id, Duration pause) {
        underWay.remove(id);
        turns.put(id, new Turn(timeline.now(), timeline.now().plus(pause)));
    }
}
