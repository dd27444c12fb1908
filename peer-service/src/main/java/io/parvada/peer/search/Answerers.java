package io.parvada.peer.search;

import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.Neighbour;
import io.parvada.peer.overlay.PeerState;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How neighbours did in earlier queries; hence who of them is asked where there are more of them than fanout, how long
 * each is waited for, and how many queries it may leave unanswered.
 *
 * <p>Who is asked: First who is ALIVE; of these, who answered its
 * last query before who was never asked, and last who failed; then who takes the shorter time. The last of two or more
 * places is for whoever of the rest was asked longest ago, so that no neighbour, and no file, is left out for ever: of n
 * neighbours at fanout f all have been asked after n − f + 1 queries.
 *
 * <p>The time is that of queries, the peers behind it included, smoothed as TCP smooths a round trip (RFC 6298: a new one
 * counts 1/8), or that of the last probe where there was no query yet. Times within a factor of two are alike: then the id
 * decides.
 *
 * <p>How long: all the time there is; after k failures in a row {@code time / 4^k}. All the lateness of one neighbour so
 * costs those who ask it {@code time · (1 + 1/4 + 1/16 + …)}, four thirds of one deadline, however quick its probes are and
 * however often it is asked; and one that was late once for a lost packet still has a quarter of the time. It is asked all
 * the same, and an answer in the query's whole time ends the row, also one for which the query no longer waited: who is well
 * again is missed by one query.
 *
 * <p>How many: a query that has ended holds no permit any more, but what it asked of a neighbour is under way until the
 * neighbour answers or the query's whole time is over. Of those a neighbour has at most {@link #MOST_UNANSWERED}; after a
 * failure {@link #MOST_UNANSWERED_BY_THE_LATE}, which is enough to learn that it is well again. With more than that under
 * way it is not asked, and said to be missing. Thread-safe.
 */
final class Answerers {

    /** More than a peer has neighbours; about 100 bytes each. The one asked longest ago is forgotten. */
    static final int MOST = 1_024;

    /** As many as searches run at once: who answers is never left out for it. */
    static final int MOST_UNANSWERED = Surroundings.MOST_RUNNING;

    /** Each costs a connection, or a stream of one, and some KB until its time is over: with 16 such neighbours 128 of them. */
    static final int MOST_UNANSWERED_BY_THE_LATE = 8;

    private static final double WEIGHT = 1.0 / 8;

    private enum Standing {
        ANSWERED,
        UNKNOWN,
        FAILED
    }

    /** 4^15 is beyond a second for each nanosecond. */
    private static final int LONGEST_ROW = 15;

    /**
     * @param millis smoothed; negative before the first answer
     * @param failures in a row; 0 after an answer
     * @param failedAt when the last of them was noticed; null before the first
     * @param why what it was; null before the first
     */
    private record Known(double millis, long lastAsked, int failures, Instant failedAt, Reason why) {
        Standing standing() {
            return failures > 0 ? Standing.FAILED : millis < 0 ? Standing.UNKNOWN : Standing.ANSWERED;
        }
    }

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

    private static final Known STRANGER = new Known(-1, 0, 0, null, null);
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(Candidate::state)
            .thenComparing(Candidate::standing)
            .thenComparing(Candidate::speed)
            .thenComparing(Candidate::id);
    private static final Comparator<Candidate> LONGEST_AGO_FIRST =
            Comparator.comparing(Candidate::lastAsked).thenComparing(BEST_FIRST);

    /** Guarded by this, as is the count; in the order in which they were last asked. */
    private final Map<PeerId, Known> known = new LinkedHashMap<>();

    /** Guarded by this: queries that are under way; nobody with none. */
    private final Map<PeerId, Integer> unanswered = new HashMap<>();

    private long asked;

    /**
     * At most {@code places} of them, who from now on have been asked; all who are not {@link #overloaded} where they fit.
     * For each of them {@link #ended} must follow.
     */
    synchronized List<Neighbour> choose(List<Neighbour> live, int places) {
        List<Candidate> ranked = live.stream()
                .filter(n -> overloaded(n.peer().id()) == null)
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
            Known now = each.known();
            remember(each.id(), new Known(now.millis(), ++asked, now.failures(), now.failedAt(), now.why()));
            unanswered.merge(each.id(), 1, Integer::sum);
        });
        return chosen.stream().map(Candidate::neighbour).toList();
    }

    /** Why it is not asked any more for now: how it failed last, or BUSY; null if it may be asked. */
    synchronized Reason overloaded(PeerId id) {
        Known now = known.getOrDefault(id, STRANGER);
        boolean late = now.standing() == Standing.FAILED;
        int most = late ? MOST_UNANSWERED_BY_THE_LATE : MOST_UNANSWERED;
        if (unanswered.getOrDefault(id, 0) < most) {
            return null;
        }
        return late ? now.why() : Reason.BUSY;
    }

    /** It has answered one query, or will not any more. */
    synchronized void ended(PeerId id) {
        unanswered.computeIfPresent(id, (same, count) -> count == 1 ? null : count - 1);
    }

    /** How much of the {@code time} that a query has left this neighbour is worth. */
    synchronized Duration patience(PeerId id, Duration time) {
        int row = Math.min(LONGEST_ROW, known.getOrDefault(id, STRANGER).failures());
        return time.dividedBy(1L << 2 * row);
    }

    synchronized void answered(PeerId id, Duration took) {
        Known before = known.getOrDefault(id, STRANGER);
        double millis = took.toNanos() / 1e6;
        double smoothed = before.millis() < 0 ? millis : before.millis() + WEIGHT * (millis - before.millis());
        remember(id, new Known(smoothed, before.lastAsked(), 0, before.failedAt(), before.why()));
    }

    /**
     * It was late, could not be reached, or refused. Of queries that were under way together only the first counts: they
     * are one sign and not many.
     *
     * @param begin when the query that it failed began
     */
    synchronized void failed(PeerId id, Instant begin, Reason why, Instant now) {
        Known before = known.getOrDefault(id, STRANGER);
        boolean sameSign = before.failures() > 0 && begin.isBefore(before.failedAt());
        if (!sameSign) {
            remember(id, new Known(before.millis(), before.lastAsked(), before.failures() + 1, now, why));
        }
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
