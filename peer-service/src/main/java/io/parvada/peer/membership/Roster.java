package io.parvada.peer.membership;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.identity.Peer;
import java.time.Instant;
import java.util.List;

/**
 * Whom this peer knew before it was restarted. Only hints come back from it: nobody in it counts as there before it has
 * answered again with its own id.
 */
public interface Roster {

    /** Peers beyond are neither kept nor read. */
    int MOST = 512;

    /**
     * One peer as it was known.
     *
     * @param via where it last proved itself
     * @param lastSeen when it did, or answered a search
     * @param goneSince since when it has been DEAD or LEFT; null if it was neither
     * @param left whether it had said goodbye
     */
    record Entry(Peer peer, Endpoint via, Instant lastSeen, Instant goneSince, boolean left) {}

    /** What was kept last, at most {@link #MOST}; empty where there is nothing, or nothing readable. Never fails. */
    List<Entry> load();

    /**
     * Keeps this instead of what was kept before, whole or not at all, also when the machine stops meanwhile. Neither
     * blocks nor fails; of several in a row the last counts. Any thread.
     */
    void keep(List<Entry> known);
}
