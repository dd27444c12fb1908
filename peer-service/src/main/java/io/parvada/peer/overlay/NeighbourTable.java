package io.parvada.peer.overlay;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.ProbeAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The known peers by id: all the state of membership, guarded by this object's lock, under which nothing is called but
 * arithmetic and the log. At most {@link #MOST} peers. A change of state is one log line; nothing else is logged.
 */
final class NeighbourTable {

    /** About 1 KB each. Peers beyond are refused until dead ones make room. */
    static final int MOST = 512;

    /** What a goodbye is worth: so long after it a closed port means LEFT and not DEAD. */
    private static final Duration GOODBYE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(NeighbourTable.class);
    private static final Comparator<Neighbour> BY_NAME = Comparator.comparing(
                    (Neighbour n) -> n.peer().name())
            .thenComparing(n -> n.peer().id());

    private final Map<PeerId, Entry> entries = new HashMap<>();

    /** Mutable; only under the table's lock. */
    private static final class Entry {
        Peer peer;
        Endpoint via;
        Suspicion belief;
        Instant lastSeen;
        Double rttMs;
        Long files;
        Long summary;
        Instant summaryAt;
        String conflict;
        Endpoint rival;
        Instant nextProbe;
        Instant goodbyeUntil = Instant.MIN;
        boolean probing;
        boolean probeFailed;

        Neighbour snapshot() {
            return new Neighbour(peer, belief.state(), lastSeen, rttMs, files, conflict, via, summary, summaryAt);
        }
    }

    synchronized List<Neighbour> all() {
        return entries.values().stream().map(Entry::snapshot).sorted(BY_NAME).toList();
    }

    synchronized Optional<Neighbour> find(PeerId id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::snapshot);
    }

    synchronized Map<PeerState, Integer> counts() {
        Map<PeerState, Integer> counts = new EnumMap<>(PeerState.class);
        for (PeerState state : PeerState.values()) {
            counts.put(state, 0);
        }
        entries.values().forEach(e -> counts.merge(e.belief.state(), 1, Integer::sum));
        return counts;
    }

    synchronized boolean full() {
        return entries.size() >= MOST && entries.values().stream().allMatch(e -> !gone(e));
    }

    /** Where a live peer with this id was met that describes itself otherwise: the same one moved, or another one. */
    synchronized Optional<Endpoint> rivalOf(Peer peer, Endpoint via) {
        Entry known = entries.get(peer.id());
        boolean rival = known != null
                && !gone(known)
                && !known.via.equals(via)
                && !known.peer.url().equals(peer.url());
        return rival ? Optional.of(known.via) : Optional.empty();
    }

    /**
     * A peer has just proven itself at {@code via}.
     *
     * @return whether it is new; false also where the table is full, see {@link #full()}
     */
    synchronized boolean met(Peer peer, Endpoint via, ProbeAnswer answer, Instant now) {
        Entry entry = entries.get(peer.id());
        boolean added = entry == null;
        if (added) {
            if (!makeRoom()) {
                return false;
            }
            entry = new Entry();
            entry.belief = Suspicion.alive(now);
            entry.nextProbe = now.plus(Suspicion.INTERVAL);
            entries.put(peer.id(), entry);
            LOG.info("{} at {} is ALIVE: met", peer.name(), via.url());
        }
        proven(entry, peer, via, answer, now);
        return added;
    }

    synchronized boolean remove(PeerId id) {
        return entries.remove(id) != null;
    }

    /** Two live peers with one id: the sentence is shown until {@link #reconciled}. No effect if the id is unknown. */
    synchronized void conflict(PeerId id, Endpoint rival, String sentence) {
        Entry entry = entries.get(id);
        if (entry != null && !sentence.equals(entry.conflict)) {
            entry.conflict = sentence;
            entry.rival = rival;
            LOG.warn("{}: {}", entry.peer.name(), sentence);
        }
    }

    synchronized Map<Neighbour, Endpoint> conflicts() {
        Map<Neighbour, Endpoint> open = new HashMap<>();
        entries.values().stream().filter(e -> e.rival != null).forEach(e -> open.put(e.snapshot(), e.rival));
        return open;
    }

    synchronized void reconciled(PeerId id) {
        Entry entry = entries.get(id);
        if (entry != null) {
            entry.conflict = null;
            entry.rival = null;
        }
    }

    /** At most {@code most} peers whose probe is due, longest overdue first; each is taken until {@link #probed}. */
    synchronized List<Neighbour> takeDue(Instant now, int most, UnaryOperator<Duration> jitter) {
        List<Entry> due = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (!entry.probing && !entry.nextProbe.isAfter(now)) {
                due.add(entry);
            }
        }
        due.sort(Comparator.comparing((Entry e) -> e.nextProbe).thenComparing(e -> e.peer.id()));
        List<Entry> taken = due.subList(0, Math.min(most, due.size()));
        for (Entry entry : taken) {
            entry.probing = true;
            entry.nextProbe = now.plus(jitter.apply(entry.belief.pause(now)));
        }
        return taken.stream().map(Entry::snapshot).toList();
    }

    /** @return whether this was a return: not ALIVE before, at least one probe failed, ALIVE now */
    synchronized boolean probed(PeerId id, Dialler.Dialled result, Instant now) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return false;
        }
        entry.probing = false;
        if (result.proven()) {
            boolean returned = entry.probeFailed;
            proven(entry, result.answer().peer(), result.endpoint(), result.answer(), now);
            return returned;
        }
        entry.probeFailed = true;
        boolean left = now.isBefore(entry.goodbyeUntil) && Overlay.confirmsGoodbye(result.reached());
        become(
                entry,
                left ? entry.belief.left(now) : entry.belief.failed(now),
                result.reached().reason());
        return false;
    }

    /** It said that it is leaving; what the next probes meet decides. */
    synchronized void saidGoodbye(PeerId id, Instant now) {
        Entry entry = entries.get(id);
        if (entry != null) {
            entry.goodbyeUntil = now.plus(GOODBYE);
        }
    }

    /** A search or transfer went well: a sign of life, but only a probe of both ports makes it ALIVE again. */
    synchronized void answered(PeerId id, Instant now) {
        Entry entry = entries.get(id);
        if (entry != null) {
            entry.lastSeen = now;
            if (entry.belief.state() != PeerState.ALIVE) {
                entry.nextProbe = now;
            }
        }
    }

    synchronized void failed(PeerId id, String why, Instant now) {
        Entry entry = entries.get(id);
        if (entry != null) {
            if (entry.belief.state() == PeerState.ALIVE) {
                entry.nextProbe = now;
            }
            become(entry, entry.belief.failed(now), why);
        }
    }

    /** Drops who has been DEAD or LEFT for 24 hours, except {@code kept}. */
    synchronized void forgetOld(Instant now, Predicate<PeerId> kept) {
        entries.values().removeIf(e -> e.belief.forgotten(now) && !kept.test(e.peer.id()));
    }

    private void proven(Entry entry, Peer peer, Endpoint via, ProbeAnswer answer, Instant now) {
        entry.peer = peer;
        entry.via = via;
        entry.lastSeen = now;
        entry.rttMs = answer.rtt().toNanos() / 1e6;
        entry.files = answer.files();
        entry.summary = answer.summary();
        entry.summaryAt = now.minus(answer.rtt());
        entry.goodbyeUntil = Instant.MIN;
        entry.probeFailed = false;
        become(entry, entry.belief.answered(now), "it answers on both ports");
    }

    private boolean makeRoom() {
        if (entries.size() < MOST) {
            return true;
        }
        Optional<Entry> oldest =
                entries.values().stream().filter(NeighbourTable::gone).min(Comparator.comparing(e -> e.belief.since()));
        oldest.ifPresent(e -> entries.remove(e.peer.id()));
        return oldest.isPresent();
    }

    private static boolean gone(Entry entry) {
        return entry.belief.state() == PeerState.DEAD || entry.belief.state() == PeerState.LEFT;
    }

    private static void become(Entry entry, Suspicion next, String why) {
        if (next.state() != entry.belief.state()) {
            LOG.info(
                    "{} at {} {} -> {}: {}",
                    entry.peer.name(),
                    entry.via.url(),
                    entry.belief.state(),
                    next.state(),
                    why);
        }
        entry.belief = next;
    }
}
