package io.parvada.peer.summary;

import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.Neighbour;
import io.parvada.peer.query.Question;
import io.parvada.peer.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The summaries that neighbours gave. One prunes only while it is fresh: its version is what the neighbour's last status
 * told, and that status is not older than {@link #FRESH}. So a file that was shared longer ago than that is never missed
 * for a summary; one that was shared since may be. Held are at most {@link #MOST_HELD_BYTES}, the least used go first.
 * Thread-safe; never waits.
 */
public final class NeighbourSummaries {

    /** Neighbours are probed about every second: one late probe still leaves the summary fresh. */
    public static final Duration FRESH = Duration.ofSeconds(2);

    static final long MOST_HELD_BYTES = 32L << 20;
    private static final int MOST_FETCHED_AT_ONCE = 8;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** A neighbour whose files change all the time costs no more than this by its summaries. */
    private static final int BYTES_A_SECOND = 64 << 10;

    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

    private final SummaryTransport transport;
    private final Timeline timeline;

    /** All three guarded by this. */
    private final Map<PeerId, Summary> held = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<PeerId, Instant> notBefore = new HashMap<>();
    private final Set<PeerId> underWay = new HashSet<>();
    private long heldBytes;

    public NeighbourSummaries(SummaryTransport transport, Timeline timeline) {
        this.transport = transport;
        this.timeline = timeline;
    }

    /** Whether a fresh summary says that the neighbour itself shares nothing that answers this. Unknown is false. */
    public boolean rulesOut(Neighbour neighbour, Question question) {
        Long told = neighbour.summary();
        if (told == null || neighbour.summaryAt().plus(FRESH).isBefore(timeline.now())) {
            return false;
        }
        Summary summary = held(neighbour.peer().id());
        return summary != null && summary.version() == told && !summary.mayAnswer(question);
    }

    /** Fetches the neighbour's summary if it is not the one that its status told of, and if it is time to. */
    public void refresh(Neighbour neighbour) {
        PeerId id = neighbour.peer().id();
        synchronized (this) {
            Summary known = held.get(id);
            Instant now = timeline.now();
            boolean current = known != null && Long.valueOf(known.version()).equals(neighbour.summary());
            if (current
                    || underWay.size() >= MOST_FETCHED_AT_ONCE
                    || now.isBefore(notBefore.getOrDefault(id, Instant.MIN))
                    || !underWay.add(id)) {
                return;
            }
            notBefore.values().removeIf(now::isAfter);
        }
        transport.summary(neighbour.reachable(), TIMEOUT).whenComplete((summary, failure) -> took(id, summary));
    }

    private synchronized Summary held(PeerId id) {
        return held.get(id);
    }

    /** @param summary null where there was none to be had: then what is held stays, as its version says what it is worth */
    private synchronized void took(PeerId id, Summary summary) {
        underWay.remove(id);
        Duration pause = LEAST_PAUSE;
        if (summary != null) {
            Summary before = held.put(id, summary);
            heldBytes += summary.sizeBytes() - (before == null ? 0 : before.sizeBytes());
            pause = pause.plusMillis(summary.sizeBytes() * 1000L / BYTES_A_SECOND);
            Iterator<Summary> leastUsed = held.values().iterator();
            while (heldBytes > MOST_HELD_BYTES) {
                heldBytes -= leastUsed.next().sizeBytes();
                leastUsed.remove();
            }
        }
        notBefore.put(id, timeline.now().plus(pause));
    }
}
