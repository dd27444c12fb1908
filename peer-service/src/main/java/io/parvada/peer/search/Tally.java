package io.parvada.peer.search;

import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.config.SearchSettings.Strategy;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.query.Coverage;
import io.parvada.peer.query.Hop;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.transfer.error.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whom one query reached, added up as answers come in. Numbers from others are bounded before they count, so that no
 * answer, however wrong, overflows a sum or fills the memory. Not thread-safe: the flood's lock guards it.
 */
final class Tally {

    private static final int MOST_COUNTED = 1_000_000;
    private static final int MOST_UNREACHABLE = 1_000;
    private static final int MOST_HOPS_SHOWN = 1_000;
    private static final int LONGEST_TEXT = 300;
    private final Map<String, Coverage.Unreachable> unreachable = new LinkedHashMap<>();
    private final List<Hop> hops = new ArrayList<>();
    private final List<Hop> skipped = new ArrayList<>();
    private String strategy;
    private int asked;
    private int answered;
    private int pruned;
    private int duplicates;
    private int maxHops;
    private int expected;
    private int hopsShown;
    private boolean cut;
    private Hop.Cause stopped;

    Tally(Strategy strategy) {
        this.strategy = strategy.text();
    }

    void duplicate() {
        duplicates++;
        stopped = Hop.Cause.DUPLICATE;
    }

    /** This peer had the query already, but sends it on once more. */
    void askedAgain() {
        duplicates++;
    }

    /** A directory answered first, for those who are logged in there. */
    void central() {
        strategy = Coverage.DIRECTORY;
        asked++;
        answered++;
        expected++;
    }

    void asked(int count) {
        asked += count;
    }

    /** Neighbours behind whom nothing of it is as far as the query goes: what is farther away nobody asked. */
    void pruned(int count) {
        pruned += count;
        cut |= count > 0;
    }

    /** The query goes no further from here, and {@code waitingFor} are not waited for: there are enough hits. */
    private void enough(Collection<Peer> waitingFor) {
        cut = true;
        stopped = stopped == null ? Hop.Cause.LIMIT : stopped;
        waitingFor.forEach(peer -> skipped(peer, Hop.Cause.NOT_AWAITED));
    }

    /** A neighbour that fanout, ttl or time leaves out. @param failing null, or why it is asked nothing for now */
    void leftOut(Peer peer, Hop.Cause cause, Reason failing) {
        cut = true;
        if (failing == null) {
            skipped(peer, cause);
        } else {
            unreachable(peer, failing);
            skip(new Hop(peer.id().value(), peer.name(), 0, 0, failing.name(), List.of()));
        }
    }

    void dead(Peer peer) {
        unreachable(peer, Reason.PEER_UNREACHABLE);
        skipped(peer, Hop.Cause.DEAD);
    }

    void unreachable(Peer peer, Reason reason) {
        note(new Coverage.Unreachable(peer.id().value(), peer.name(), peer.url().toString(), reason));
    }

    /**
     * The query ends here.
     *
     * @param missing who was asked and has not answered
     * @param hits whether there is nothing more to ask for, and whether something was held back
     * @param timeIsUp whether they had all the time there was
     * @param allAsked whether anybody was asked at all
     */
    void ends(List<Peer> missing, HitMerger hits, boolean timeIsUp, boolean allAsked, long tookMs) {
        if (timeIsUp || !hits.full()) {
            missing.forEach(peer -> failed(peer, tookMs, Reason.DEADLINE_EXCEEDED));
        }
        if (hits.full()) {
            enough(timeIsUp ? List.of() : missing);
        } else if (!allAsked || hits.truncated()) {
            cut = true;
        }
    }

    /** It was asked, and was late or could not be reached. */
    void failed(Peer peer, long tookMs, Reason reason) {
        unreachable(peer, reason);
        hop(peer, tookMs, 0, reason, null);
    }

    void unmet(String url, Reason reason) {
        note(new Coverage.Unreachable(null, null, url, reason));
        skip(new Hop(null, url, 0, 0, reason.name(), List.of()));
    }

    /** Not asked, without which the answer may still be complete. */
    void skipped(Peer peer, Hop.Cause cause) {
        skip(new Hop(peer.id().value(), peer.name(), 0, 0, cause.name(), List.of()));
    }

    /** A neighbour answered: its sums are added to ours, with one hop more. */
    void answered(SearchAnswer answer) {
        answered++;
        cut |= !answer.complete();
        Coverage theirs = answer.coverage();
        if (theirs == null) {
            cut = true;
            maxHops = Math.max(maxHops, 1);
            return;
        }
        asked += bounded(theirs.asked());
        answered += bounded(theirs.answered());
        pruned += bounded(theirs.pruned());
        duplicates += bounded(theirs.duplicates());
        maxHops = Math.max(maxHops, 1 + Math.min(Math.max(0, theirs.maxHops()), SearchSettings.MAX_TTL - 1));
        if (theirs.unreachable() != null) {
            theirs.unreachable().stream().filter(Tally::sound).forEach(this::note);
        }
    }

    /** As {@link #answered(SearchAnswer)}, and its part of the tree. @param hits that were taken from it */
    void answered(Peer peer, long tookMs, int hits, SearchAnswer answer) {
        answered(answer);
        hop(peer, tookMs, hits, null, answer.explain());
    }

    /** So many different peers must answer, or be pruned: of some it is known that they are there, not who asks them. */
    void expects(int count) {
        expected += count;
    }

    void hop(Peer peer, long tookMs, int hits, Reason reason, Hop theirs) {
        hopsShown++;
        List<Hop> below = theirs == null ? List.of() : shown(theirs.asked(), SearchSettings.MAX_TTL);
        String why = reason != null ? reason.name() : theirs != null ? ownWord(theirs.reason()) : null;
        hops.add(new Hop(peer.id().value(), peer.name(), tookMs, hits, why, below));
    }

    /** This peer's part, which began so long ago. */
    Hop tree(Peer self, long tookMs, int ownHits) {
        List<Hop> all = Stream.concat(hops.stream(), skipped.stream())
                .limit(QueryMessage.MAX_ASKED)
                .toList();
        return new Hop(self.id().value(), self.name(), tookMs, ownHits, stopped == null ? null : stopped.name(), all);
    }

    boolean complete() {
        return !cut && unreachable.isEmpty() && Math.max(0, answered - duplicates + pruned) >= expected;
    }

    Coverage coverage(int known) {
        return new Coverage(
                strategy,
                known,
                bounded(asked),
                bounded(answered),
                bounded(pruned),
                bounded(duplicates),
                bounded(asked),
                maxHops,
                List.copyOf(unreachable.values()));
    }

    private void note(Coverage.Unreachable peer) {
        if (unreachable.size() < MOST_UNREACHABLE) {
            unreachable.putIfAbsent(peer.id() == null ? peer.url() : peer.id(), peer);
        }
        cut = true;
    }

    private void skip(Hop hop) {
        if (skipped.size() < QueryMessage.MAX_ASKED) {
            skipped.add(hop);
        }
    }

    private static String ownWord(String reason) {
        return shortEnough(reason) ? reason : null;
    }

    private List<Hop> shown(List<Hop> theirs, int depth) {
        List<Hop> shown = new ArrayList<>();
        if (theirs == null || depth == 0) {
            return shown;
        }
        for (Hop hop : theirs.subList(0, Math.min(theirs.size(), QueryMessage.MAX_ASKED))) {
            if (hop != null && hopsShown < MOST_HOPS_SHOWN && shortEnough(hop.id(), hop.name(), hop.reason())) {
                hopsShown++;
                shown.add(new Hop(
                        hop.id(), hop.name(), hop.tookMs(), hop.hits(), hop.reason(), shown(hop.asked(), depth - 1)));
            }
        }
        return shown;
    }

    private static boolean sound(Coverage.Unreachable peer) {
        return peer != null
                && peer.reason() != null
                && (peer.id() != null || peer.url() != null)
                && shortEnough(peer.id(), peer.name(), peer.url());
    }

    private static boolean shortEnough(String... texts) {
        for (String text : texts) {
            if (text != null && text.length() > LONGEST_TEXT) {
                return false;
            }
        }
        return true;
    }

    private static int bounded(int count) {
        return Math.max(0, Math.min(MOST_COUNTED, count));
    }
}
