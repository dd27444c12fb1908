package io.parvada.cli.session;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Asks a peer again that is busy and says when: so the place in its line is kept. Says each new sentence of the peer
 * once. For one thread.
 */
public final class Waiting {

    static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Session session;
    private Duration waited = Duration.ZERO;
    private String said;

    public Waiting(Session session) {
        this.session = session;
    }

    /**
     * What {@code attempt} gives, once the peer has room.
     *
     * @throws PeerException what the attempt throws: BUSY only without a time or after ten minutes; CANCELLED as soon as
     *     the user interrupts
     */
    public <T> T until(Supplier<T> attempt) {
        while (true) {
            try {
                return attempt.get();
            } catch (PeerException e) {
                if (e.reason() != Reason.BUSY || e.retryAfter().isEmpty() || waited.compareTo(LONGEST) >= 0) {
                    throw e;
                }
                pause(e.retryAfter().get(), e.detail());
            }
        }
    }

    private void pause(Duration asked, String sentence) {
        if (!sentence.equals(said)) {
            said = sentence;
            session.console().note("waiting: " + sentence);
        }
        Duration pause = asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
        waited = waited.plus(pause);
        session.interrupts().pause(pause);
    }
}
