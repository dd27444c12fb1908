package io.parvada.peer.query;

import io.parvada.peer.config.SearchSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Which queries this peer has seen, and with how many hops left. Remembers an id for twice the longest deadline, and at
 * most {@link #MOST} ids (about 150 bytes each); under a flood of ids the oldest are forgotten first, and the ttl still
 * ends what comes round again. Thread-safe.
 */
public final class SeenQueries {

    static final int MOST = 20_000;
    static final Duration REMEMBERED = SearchSettings.MAX_DEADLINE.multipliedBy(2);

    /** What a query is to this peer. */
    public enum Sight {
        FIRST,
        /** Seen, but now it may go further than before. */
        FURTHER,
        DUPLICATE
    }

    private record Seen(int ttl, Instant at) {}

    /** Guarded by this; in order of arrival. */
    private final Map<UUID, Seen> seen = new LinkedHashMap<>();

    /** Remembers the query. */
    public synchronized Sight see(UUID id, int ttl, Instant now) {
        forgetBefore(now.minus(REMEMBERED));
        Seen before = seen.get(id);
        if (before != null && ttl <= before.ttl()) {
            return Sight.DUPLICATE;
        }
        seen.put(id, new Seen(ttl, before == null ? now : before.at()));
        if (seen.size() > MOST) {
            removeFirst();
        }
        return before == null ? Sight.FIRST : Sight.FURTHER;
    }

    private void forgetBefore(Instant time) {
        Iterator<Seen> oldest = seen.values().iterator();
        while (oldest.hasNext() && oldest.next().at().isBefore(time)) {
            oldest.remove();
        }
    }

    private void removeFirst() {
        Iterator<UUID> oldest = seen.keySet().iterator();
        oldest.next();
        oldest.remove();
    }
}
