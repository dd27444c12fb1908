package io.parvada.peer.overlay;

import io.parvada.peer.identity.PeerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Which of the live known peers are in the view: probed every second and asked by searches. Up to {@link #MOST} all of
 * them; of more, {@link #MOST} at random and every configured friend, the others are candidates, as in HyParView (Leitão,
 * Pereira, Rodrigues, 2007), but each peer chooses for itself. Messages a second a peer ≤ 2 · {@link #MOST}, instead of
 * 2(N-1).
 *
 * <p>Half of the places that friends leave are by lot: each peer draws one when it is met, and who has one of the lowest
 * of those in the view is pushed out by nobody, as in Brahms (Bortnikov, Gurevich, Keidar, Kliot, Shraer, 2009). So that
 * half becomes a sample of all who were ever met, in which k ids of n have a share of k/n however often they introduce
 * themselves (docs/decisions/0031-half-of-the-view-is-by-lot.md).
 *
 * <p>The other half is for whoever came last: who introduces itself is let in, and pushes out one at random of those without a
 * low lot; each peer introduces itself to somebody every 32 s at least. So with N peers whose views are full each is in
 * about {@link #MOST} others' views, and in none with probability about {@code e^-16}, until it introduces itself again. Who
 * comes back (a partition has healed) is let into a full view with the chance that keeps the view a sample of all (Vitter's
 * reservoir, 1985), {@link #MOST} / live: so a view that filled with one side of a cut holds the other side's share again.
 * Only under the table's lock.
 */
final class View {

    /** Degree: at least this many where as many are alive; below it candidates are probed at once. */
    static final int LEAST = 8;

    /** Degree: at most this many, but for friends. The default fanout is as much, so it cuts nothing. */
    static final int MOST = 16;

    private final Predicate<PeerId> friend;
    private final RandomGenerator random;

    /** @param friend who always stays; called under the table's lock */
    View(Predicate<PeerId> friend, RandomGenerator random) {
        this.friend = friend;
        this.random = random;
    }

    /** What an acquaintance draws when it is met; the lower the better. */
    long lot() {
        return random.nextLong();
    }

    /**
     * Lets it in if it is not; if that is one too many, another one that is no friend and has no low lot becomes a
     * candidate, or itself where there is none.
     */
    void admit(Acquaintance newcomer, Collection<Acquaintance> all) {
        boolean wasIn = newcomer.inView;
        newcomer.inView = true;
        if (wasIn || size(all) <= MOST) {
            return;
        }
        List<Acquaintance> byLot = live(all)
                .filter(e -> e.inView && !friend.test(e.peer.id()))
                .sorted(Comparator.comparingLong(e -> e.lot))
                .toList();
        List<Acquaintance> others = byLot.stream()
                .skip((byLot.size() - 1) / 2)
                .filter(e -> e != newcomer)
                .toList();
        if (!others.isEmpty()) {
            others.get(random.nextInt(others.size())).inView = false;
        } else if (!friend.test(newcomer.peer.id())) {
            newcomer.inView = false;
        }
    }

    /** One that is not in the view has answered a probe. @param wasGone whether it had been believed gone */
    void answered(Acquaintance outside, boolean wasGone, Collection<Acquaintance> all) {
        boolean room = size(all) < MOST || friend.test(outside.peer.id());
        if (room || wasGone && random.nextInt((int) live(all).count()) < MOST) {
            admit(outside, all);
        }
    }

    /**
     * Candidates to be probed now: friends, who were met before it was known that they are, and as many others as are
     * missing where the view has become too small, from a random one on. Mostly none.
     */
    List<Acquaintance> toRefill(Collection<Acquaintance> all) {
        List<Acquaintance> due = new ArrayList<>();
        List<Acquaintance> others = new ArrayList<>();
        live(all).filter(e -> !e.inView).forEach(e -> (friend.test(e.peer.id()) ? due : others).add(e));
        int size = size(all);
        if (size < LEAST && !others.isEmpty()) {
            Collections.rotate(others, random.nextInt(others.size()));
            due.addAll(others.subList(0, Math.min(MOST - size, others.size())));
        }
        return due;
    }

    /** Whom to forget where there is no place for another one: who has been gone, or not seen, for longest. */
    static Optional<Acquaintance> toForget(Collection<Acquaintance> all) {
        return all.stream()
                .filter(Acquaintance::gone)
                .min(Comparator.comparing(e -> e.belief.since()))
                .or(() -> all.stream().filter(e -> !e.inView).min(Comparator.comparing(e -> e.lastSeen)));
    }

    static int size(Collection<Acquaintance> all) {
        return (int) live(all).filter(e -> e.inView).count();
    }

    private static Stream<Acquaintance> live(Collection<Acquaintance> all) {
        return all.stream().filter(e -> !e.gone());
    }
}
