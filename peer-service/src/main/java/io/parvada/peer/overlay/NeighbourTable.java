package io.parvada.peer.overlay;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.ProbeAnswer;
import io.parvada.peer.membership.Roster;
import io.parvada.transfer.error.PeerException;
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

    /** About 1 KB each. Of more, those are forgotten who have been gone, or not seen, for longest. */
    static final int MOST = Roster.MOST;

    /** What a goodbye is worth: so long after it a closed port means LEFT and not DEAD. */
    private static final Duration GOODBYE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(NeighbourTable.class);
    private static final Comparator<Neighbour> BY_NAME = Comparator.comparing(
                    (Neighbour n) -> n.peer().name())
            .thenComparing(n -> n.peer().id());

    private final Map<PeerId, Acquaintance> entries = new HashMap<>();
    private final View view;

    /** Raised by whatever a restart should not lose. */
    private long version;

    NeighbourTable(View view) {
        this.view = view;
    }

    /** Takes in whom this peer knew before it was restarted; whoever is known already stays as it is. */
    synchronized void remember(List<Roster.Entry> before, PeerId self, Instant now) {
        for (Roster.Entry known : before) {
            PeerId id = known.peer().id();
            if (!id.equals(self) && entries.size() < MOST) {
                entries.putIfAbsent(id, Acquaintance.remembered(known, now, view.lot()));
                version++;
            }
        }
    }

    /** Changes when {@link #kept} would differ in more than a time. */
    synchronized long version() {
        return version;
    }

    /** What is to survive a restart, in no order. */
    synchronized List<Roster.Entry> kept() {
        return entries.values().stream().map(Acquaintance::kept).toList();
    }

    synchronized List<Neighbour> all() {
        return entries.values().stream()
                .map(Acquaintance::snapshot)
                .sorted(BY_NAME)
                .toList();
    }

    synchronized Optional<Neighbour> find(PeerId id) {
        return Optional.ofNullable(entries.get(id)).map(Acquaintance::snapshot);
    }

    synchronized Map<PeerState, Integer> counts() {
        Map<PeerState, Integer> counts = new EnumMap<>(PeerState.class);
        for (PeerState state : PeerState.values()) {
            counts.put(state, 0);
        }
        entries.values().forEach(e -> counts.merge(e.belief.state(), 1, Integer::sum));
        return counts;
    }

    /** How many live ones are in the view. */
    synchronized int viewSize() {
        return View.size(entries.values());
    }

    /** Where a live peer with this id was met that describes itself otherwise: the same one moved, or another one. */
    synchronized Optional<Endpoint> rivalOf(Peer peer, Endpoint via) {
        Acquaintance known = entries.get(peer.id());
        boolean rival = known != null
                && !known.gone()
                && !known.via.equals(via)
                && !known.peer.url().equals(peer.url());
        return rival ? Optional.of(known.via) : Optional.empty();
    }

    /**
     * A peer has just proven itself at {@code via}.
     *
     * @return whether it is new
     */
    synchronized boolean met(Peer peer, Endpoint via, ProbeAnswer answer, Instant now) {
        Acquaintance entry = entries.get(peer.id());
        boolean added = entry == null;
        if (added) {
            if (entries.size() >= MOST) {
                View.toForget(entries.values()).ifPresent(e -> entries.remove(e.peer.id()));
            }
            entry = Acquaintance.met(now, view.lot());
            entries.put(peer.id(), entry);
            version++;
            LOG.info("{} at {} is ALIVE: met", peer.name(), via.url());
        }
        note(entry.proven(peer, via, answer, now, LOG));
        view.admit(entry, entries.values());
        entry.probeSoonIfInView(now);
        return added;
    }

    synchronized boolean remove(PeerId id) {
        boolean removed = entries.remove(id) != null;
        note(removed);
        return removed;
    }

    /** Two live peers with one id: the sentence is shown until {@link #reconciled}. No effect if the id is unknown. */
    synchronized void conflict(PeerId id, Endpoint rival, String sentence) {
        Acquaintance entry = entries.get(id);
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
        Acquaintance entry = entries.get(id);
        if (entry != null) {
            entry.conflict = null;
            entry.rival = null;
        }
    }

    /** At most {@code most} peers whose probe is due, longest overdue first; each is taken until {@link #probed}. */
    synchronized List<Neighbour> takeDue(Instant now, int most, UnaryOperator<Duration> jitter) {
        List<Acquaintance> due = new ArrayList<>();
        view.toRefill(entries.values()).forEach(e -> e.nextProbe = now.isBefore(e.nextProbe) ? now : e.nextProbe);
        for (Acquaintance entry : entries.values()) {
            if (!entry.probing && !entry.nextProbe.isAfter(now)) {
                due.add(entry);
            }
        }
        due.sort(Comparator.comparing((Acquaintance e) -> e.nextProbe).thenComparing(e -> e.peer.id()));
        List<Acquaintance> taken = due.subList(0, Math.min(most, due.size()));
        for (Acquaintance entry : taken) {
            entry.probing = true;
            entry.nextProbe = now.plus(jitter.apply(entry.pause(now)));
        }
        return taken.stream().map(Acquaintance::snapshot).toList();
    }

    /** Whether one more failure can make it DEAD, so that others are to be asked. */
    synchronized boolean mayDieNext(PeerId id) {
        Acquaintance entry = entries.get(id);
        return entry != null && entry.belief.mayDieNext();
    }

    /**
     * @param lastWord whether nobody else reached it either: only then can a failed probe make it DEAD
     * @return whether it is to be told who we are: probes had failed before and it may have forgotten us, or it is in
     *     the view now and was not
     */
    synchronized boolean probed(PeerId id, Dialler.Dialled result, boolean lastWord, Instant now) {
        Acquaintance entry = entries.get(id);
        if (entry == null) {
            return false;
        }
        entry.probing = false;
        if (result.proven()) {
            boolean returned = entry.probeFailed;
            boolean wasGone = entry.gone();
            boolean wasInView = entry.inView;
            note(entry.proven(result.answer().peer(), result.endpoint(), result.answer(), now, LOG));
            if (!wasInView) {
                view.answered(entry, wasGone, entries.values());
                entry.probeSoonIfInView(now);
            }
            return entry.inView && (returned || !wasInView);
        }
        entry.missedProbe();
        boolean left = now.isBefore(entry.goodbyeUntil) && Acquaintance.confirmsGoodbye(result.reached());
        Suspicion next =
                left ? entry.belief.left(now) : lastWord ? entry.belief.failed(now) : entry.belief.doubted(now);
        note(entry.become(next, result.reached().reason(), LOG));
        return false;
    }

    /** It said that it is leaving; what the next probes meet decides. */
    synchronized void saidGoodbye(PeerId id, Instant now) {
        Acquaintance entry = entries.get(id);
        if (entry != null) {
            entry.goodbyeUntil = now.plus(GOODBYE);
        }
    }

    /** A search or transfer went well: a sign of life, but only a probe of both ports makes it ALIVE again. */
    synchronized void answered(PeerId id, Instant now) {
        Acquaintance entry = entries.get(id);
        if (entry != null) {
            entry.answered(now);
        }
    }

    /** See {@link Overlay#failed}. */
    synchronized void failed(PeerId id, Instant begun, PeerException why, Instant now) {
        Acquaintance entry = entries.get(id);
        if (entry != null && entry.isSign(why.reason(), begun)) {
            if (entry.belief.state() == PeerState.ALIVE) {
                entry.nextProbe = now;
            }
            note(entry.become(entry.belief.doubted(now), why.detail(), LOG));
        }
    }

    /** Drops who has been DEAD or LEFT for 24 hours, except {@code kept}. */
    synchronized void forgetOld(Instant now, Predicate<PeerId> kept) {
        note(entries.values().removeIf(e -> e.belief.forgotten(now) && !kept.test(e.peer.id())));
    }

    private void note(boolean changed) {
        if (changed) {
            version++;
        }
    }
}
