package io.parvada.cli.holder;

import io.parvada.cli.peer.RemotePeer;
import java.util.HashMap;
import java.util.Map;

/**
 * By what each holder of a download is told, so that no two are told alike: its own name, and for a further one of that
 * name the beginning of its id as well. The same peer is always told by the same. Thread-safe.
 */
final class Labels {

    private static final int ID_PREFIX = 8;

    // Both guarded by this.
    private final Map<Object, String> byPeer = new HashMap<>();
    private final Map<String, Object> byLabel = new HashMap<>();

    synchronized String of(RemotePeer peer) {
        Object who = peer.id() == null ? peer : peer.id();
        return byPeer.computeIfAbsent(who, unknown -> newLabel(peer, who));
    }

    private String newLabel(RemotePeer peer, Object who) {
        String label = peer.label();
        for (int n = 1; byLabel.putIfAbsent(label, who) != null; n++) {
            label = peer.label() + " (" + prefix(peer) + (n == 1 ? "" : " " + n) + ")";
        }
        return label;
    }

    private static String prefix(RemotePeer peer) {
        String id = peer.id() == null ? "of no id" : peer.id();
        return id.substring(0, Math.min(ID_PREFIX, id.length()));
    }
}
