package io.parvada.peer.overlay;

import java.time.Duration;
import java.time.Instant;

/**
 * What is believed of one peer, as arithmetic: no clock, no timer, no I/O. Immutable.
 *
 * <pre>
 *            answered   failed                                       left
 * ALIVE      ALIVE      SUSPECT                                      LEFT
 * SUSPECT    ALIVE      SUSPECT; DEAD with the third in a row, if    LEFT
 *                       1.5 s or more have gone since the first
 *                       (doubted: 10 s)
 * DEAD       ALIVE      DEAD                                         LEFT
 * LEFT       ALIVE      LEFT                                         LEFT
 * </pre>
 *
 * A peer that stops answering at the worst moment, right after a probe, is DEAD after at most {@link #INTERVAL} +
 * {@link #FAILURES_UNTIL_DEAD} · max({@link #INTERVAL}, {@link #TIMEOUT}) = 4 s, to which the detector's tick and jitter
 * add under half a second. Raising either constant by one unit adds three. The 1.5 s keep a burst of searches that were
 * late together, say in a pause of the garbage collector, from counting as three independent signs.
 *
 * @param since when the state was entered
 * @param failures in a row; 0 when ALIVE
 * @param firstFailure of that row; null when {@code failures} is 0
 */
record Suspicion(PeerState state, Instant since, int failures, Instant firstFailure) {

    static final Duration INTERVAL = Duration.ofSeconds(1);
    static final Duration TIMEOUT = Duration.ofSeconds(1);
    static final int FAILURES_UNTIL_DEAD = 3;
    static final Duration LEAST_SILENCE = Duration.ofMillis(1500);

    /** However many vouch for it. */
    static final Duration LONGEST_DOUBT = Duration.ofSeconds(10);

    /** A dead peer that comes back within the first hour is met after at most this, plus one probe. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

    static final Duration PAUSE_WHEN_OLD = Duration.ofSeconds(60);
    static final Duration OLD = Duration.ofHours(1);
    static final Duration FORGOTTEN = Duration.ofHours(24);

    static Suspicion alive(Instant now) {
        return new Suspicion(PeerState.ALIVE, now, 0, null);
    }

    /**
     * Of a peer known before a restart: not there until it answers, since it was lost or, where it was there, since now;
     * so it is forgotten 24 hours after it was last known to be there by a peer that ran.
     *
     * @param goneSince null if it was neither DEAD nor LEFT; one in the future (a clock was set back) counts as now
     */
    static Suspicion remembered(Instant goneSince, boolean left, Instant now) {
        Instant since = goneSince == null || goneSince.isAfter(now) ? now : goneSince;
        return new Suspicion(left ? PeerState.LEFT : PeerState.DEAD, since, 1, since);
    }

    Suspicion answered(Instant now) {
        return state == PeerState.ALIVE ? this : alive(now);
    }

    Suspicion failed(Instant now) {
        int row = failures + 1;
        Instant first = failures == 0 ? now : firstFailure;
        return switch (state) {
            case ALIVE -> new Suspicion(PeerState.SUSPECT, now, row, first);
            case SUSPECT -> {
                boolean dead =
                        row >= FAILURES_UNTIL_DEAD && !first.plus(LEAST_SILENCE).isAfter(now);
                yield dead
                        ? new Suspicion(PeerState.DEAD, now, row, first)
                        : new Suspicion(PeerState.SUSPECT, since, row, first);
            }
            case DEAD, LEFT -> new Suspicion(state, since, row, first);
        };
    }

    /**
     * A failure that is not the last word: a late search, a probe whose witnesses were not asked, or one of whom they say
     * that they reach the peer. It makes nobody DEAD before {@link #LONGEST_DOUBT} of them: who is there for others but
     * not for us cannot be asked anything, and each search would wait for it; and a witness may lie.
     */
    Suspicion doubted(Instant now) {
        Suspicion next = failed(now);
        boolean early = state == PeerState.SUSPECT
                && next.state() == PeerState.DEAD
                && firstFailure.plus(LONGEST_DOUBT).isAfter(now);
        return early ? new Suspicion(PeerState.SUSPECT, since, next.failures(), firstFailure) : next;
    }

    /** Whether the next failure of a probe can be the last. */
    boolean mayDieNext() {
        return state == PeerState.SUSPECT && failures >= FAILURES_UNTIL_DEAD - 1;
    }

    Suspicion left(Instant now) {
        return state == PeerState.LEFT ? this : new Suspicion(PeerState.LEFT, now, failures, firstFailure);
    }

    /**
     * From the start of one probe to the start of the next. DEAD and LEFT: as long as the state has lasted, so it
     * doubles, from {@link #INTERVAL} up to {@link #LONGEST_PAUSE}; {@link #PAUSE_WHEN_OLD} after the first hour.
     */
    Duration pause(Instant now) {
        if (state == PeerState.ALIVE || state == PeerState.SUSPECT) {
            return INTERVAL;
        }
        Duration lasted = Duration.between(since, now);
        if (lasted.compareTo(OLD) >= 0) {
            return PAUSE_WHEN_OLD;
        }
        if (lasted.compareTo(INTERVAL) < 0) {
            return INTERVAL;
        }
        return lasted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : lasted;
    }

    /** Whether nothing more is to be expected of it: DEAD or LEFT for 24 hours. */
    boolean forgotten(Instant now) {
        boolean gone = state == PeerState.DEAD || state == PeerState.LEFT;
        return gone && !since.plus(FORGOTTEN).isAfter(now);
    }
}
