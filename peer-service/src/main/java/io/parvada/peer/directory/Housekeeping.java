package io.parvada.peer.directory;

import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.error.PeerException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a directory process does by itself: it keeps the public half of its key good in the store, and deletes what no
 * answer is made of any more, a bounded part at a time. Any number of processes may do so at once.
 */
final class Housekeeping {

    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

    /** A peer that comes back within it need not publish again. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    /** Parts at a time, so that the key is kept meanwhile. */
    private static final int PARTS = 200;

    private final DirectoryStore store;
    private final HolderKey signing;
    private final InstantSource clock;

    /** Of the thread that calls {@link #run}. */
    private boolean failing;

    Housekeeping(DirectoryStore store, HolderKey signing, InstantSource clock) {
        this.store = store;
        this.signing = signing;
        this.clock = clock;
    }

    /** Twice as long as what it signs now is good. */
    void keepKey() {
        Instant until = clock.instant().plus(Directory.CREDENTIAL_LIFE.multipliedBy(2));
        store.keep(signing.thumbprint(), signing.shown().toJSONString(), until);
    }

    /** Once around; never throws. */
    void run() {
        try {
            keepKey();
            for (int i = 0; i < PARTS; i++) {
                Instant now = clock.instant();
                if (!store.sweep(now.minus(REMEMBERED), now)) {
                    break;
                }
            }
            if (failing) {
                log.info("The directory's store answers again");
            }
            failing = false;
        } catch (PeerException e) {
            if (!failing) {
                log.warn("The directory's store fails: {}", e.detail(), e);
            }
            failing = true;
        } catch (RuntimeException e) {
            log.error("The directory's housekeeping failed", e);
        }
    }
}
