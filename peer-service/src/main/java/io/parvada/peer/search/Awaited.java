package io.parvada.peer.search;

import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who was asked in one query and has not answered yet; who of them is still waited for. Whoever is not stays among the
 * asked, so that it is learned whether it would have answered in time. Not thread-safe: the flood's lock guards it.
 */
final class Awaited {

    private final Map<PeerId, Peer> asked = new LinkedHashMap<>();
    private final Set<PeerId> wanted = new HashSet<>();

    void asked(Peer peer) {
        asked.put(peer.id(), peer);
        wanted.add(peer.id());
    }

    /** An answer, or a failure. @return false if it was not asked, answered before or was judged already */
    boolean answered(PeerId id) {
        wanted.remove(id);
        return asked.remove(id) != null;
    }

    /** It has had the time that it is worth. */
    void waitedEnough(PeerId id) {
        wanted.remove(id);
    }

    boolean nobody() {
        return wanted.isEmpty();
    }

    /** Waited for or not, in the order in which they were asked. */
    List<Peer> missing() {
        return List.copyOf(asked.values());
    }

    /** The time of the query is up: nothing more is to be learned of them. */
    void timeIsUp() {
        asked.clear();
        wanted.clear();
    }
}
