package io.parvada.peer.search;

import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.error.Reason;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who was asked in one query and has not answered yet; who of them is still waited for. Whoever is not stays among the
 * asked, so that it is learned whether it would have answered in time. Not thread-safe: the flood's lock guards it.
 */
final class Awaited {

    private final Map<PeerId, Peer> asked = new LinkedHashMap<>();
    private final Set<PeerId> wanted = new HashSet<>();
    private final Set<PeerId> passedOver = new LinkedHashSet<>();

    void asked(Peer peer) {
        asked.put(peer.id(), peer);
        wanted.add(peer.id());
    }

    /** It is not asked. @param failing null, or why nobody else is to ask it for this query either */
    void passedOver(PeerId id, Reason failing) {
        if (failing != null) {
            passedOver.add(id);
        }
    }

    /** Whom nobody is to ask any more: who was asked and has not answered yet, in that order, and who was passed over. */
    List<PeerId> spared() {
        return Stream.concat(asked.keySet().stream(), passedOver.stream()).toList();
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
