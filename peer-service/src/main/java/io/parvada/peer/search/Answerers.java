package io.parvada.peer.search;

import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.Neighbour;
import io.parvada.peer.overlay.PeerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who of the neighbours is asked where there are more of them than fanout. First who is ALIVE; of these, who answered its
 * last query before who was never asked, and last who failed; then who takes the shorter time. The last of two or more
 * places is for whoever of the rest was asked longest ago, so that no neighbour, and no file, is left out for ever: of n
 * neighbours at fanout f all have been asked after n − f + 1 queries.
 *
 * <p>The time is that of queries, the peers behind it included, smoothed as TCP smooths a round trip (RFC 6298: a new one
 * counts 1/8), or that of the last probe where there was no query yet. Times within a factor of two are alike: then the id
 * decides. Thread-safe.
 */
final class Answerers {

    /** More than a peer has neighbours; about 100 bytes each. The one asked longest ago is forgotten. */
    static final int MOST = 1_024;

    private static final double WEIGHT = 1.0 / 8;

    private enum Standing {
        ANSWERED,
        UNKNOWN,
        FAILED
    }

    /** @param millis smoothed; negative before the first answer */
    private record Known(Standing standing, double millis, long lastAsked) {}

    private record Candidate(Neighbour neighbour, Known known) {
        PeerState state() {
            return neighbour.state();
        }

        Standing standing() {
            return known.standing();
        }

        /** Whole powers of two of a millisecond. */
        int speed() {
            Double probe = neighbour.rttMs();
            double millis = known.millis() >= 0 ? known.millis() : probe == null ? 0 : probe;
            return Math.getExponent(Math.max(1, millis));
        }

        long lastAsked() {
            return known.lastAsked();
        }

        PeerId id() {
            return neighbour.peer().id();
        }
    }

    private static final Known STRANGER = new Known(Standing.UNKNOWN, -1, 0);
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(Candidate::state)
            .thenComparing(Candidate::standing)
            .thenComparing(Candidate::speed)
            .thenComparing(Candidate::id);
    private static final Comparator<Candidate> LONGEST_AGO_FIRST =
            Comparator.comparing(Candidate::lastAsked).thenComparing(BEST_FIRST);

    /** Guarded by this, as is the count; in the order in which they were last asked. */
    private final Map<PeerId, Known> known = new LinkedHashMap<>();

    private long asked;

    /** At most {@code places} of them, who from now on have been asked; all where they fit. */
    synchronized List<Neighbour> choose(List<Neighbour> live, int places) {
        List<Candidate> ranked = live.stream()
                .map(n -> new Candidate(n, known.getOrDefault(n.peer().id(), STRANGER)))
                .sorted(BEST_FIRST)
                .toList();
        List<Candidate> chosen = new ArrayList<>(ranked.subList(0, Math.min(places, ranked.size())));
        if (ranked.size() > places && places > 1) {
            chosen.remove(places - 1);
            ranked.subList(places - 1, ranked.size()).stream()
                    .min(LONGEST_AGO_FIRST)
                    .ifPresent(chosen::add);
        }
        chosen.forEach(each -> {
            known.remove(each.id());
            remember(each.id(), new Known(each.known().standing(), each.known().millis(), ++asked));
        });
        return chosen.stream().map(Candidate::neighbour).toList();
    }

    synchronized void answered(PeerId id, Duration took) {
        Known before = known.getOrDefault(id, STRANGER);
        double millis = took.toNanos() / 1e6;
        double smoothed = before.millis() < 0 ? millis : before.millis() + WEIGHT * (millis - before.millis());
        remember(id, new Known(Standing.ANSWERED, smoothed, before.lastAsked()));
    }

    /** It was late, could not be reached, or refused. */
    synchronized void failed(PeerId id) {
        Known before = known.getOrDefault(id, STRANGER);
        remember(id, new Known(Standing.FAILED, before.millis(), before.lastAsked()));
    }

    private void remember(PeerId id, Known now) {
        known.put(id, now);
        if (known.size() > MOST) {
            Iterator<PeerId> longestAgo = known.keySet().iterator();
            longestAgo.next();
            longestAgo.remove();
        }
    }
}
