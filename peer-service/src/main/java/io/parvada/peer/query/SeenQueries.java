package io.parvada.peer.query;

import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.identity.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which queries this peer has seen, with how many hops left, and whom it sent them to. Remembers an id for twice the longest
 * deadline, and at most {@link #MOST} ids (about 250 bytes each); under a flood of ids the oldest are forgotten first, and the ttl still
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

    private record Seen(int ttl, Instant at, List<PeerId> sentTo) {}

    /** Guarded by this; in order of arrival. */
    private final Map<UUID, Seen> seen = new LinkedHashMap<>();

    /** Remembers the query. */
    public synchronized Sight see(UUID id, int ttl, Instant now) {
        forgetBefore(now.minus(REMEMBERED));
        Seen before = seen.get(id);
        if (before != null && ttl <= before.ttl()) {
            return Sight.DUPLICATE;
        }
        seen.put(id, before == null ? new Seen(ttl, now, List.of()) : new Seen(ttl, before.at(), before.sentTo()));
        if (seen.size() > MOST) {
            removeFirst();
        }
        return before == null ? Sight.FIRST : Sight.FURTHER;
    }

    /** This peer has sent it on to these. No effect where it is forgotten. */
    public synchronized void sent(UUID id, List<PeerId> targets) {
        seen.computeIfPresent(id, (same, before) -> {
            List<PeerId> all = new ArrayList<>(before.sentTo());
            all.addAll(targets);
            return new Seen(before.ttl(), before.at(), List.copyOf(all));
        });
    }

    /** One entry for each time. */
    public synchronized List<PeerId> sentTo(UUID id) {
        Seen before = seen.get(id);
        return before == null ? List.of() : before.sentTo();
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
