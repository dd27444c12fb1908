package io.parvada.peer.config;

import io.parvada.peer.address.PeerUrl;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The part of the configuration that may change while the peer runs. Immutable snapshots; any thread. */
public final class LiveSettings {

    private record Snapshot(List<PeerUrl> friends, Limits limits) {}

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Snapshot current;

    public LiveSettings(List<PeerUrl> friends, Limits limits) {
        this.current = new Snapshot(List.copyOf(friends), limits);
    }

    /** Distinct, in the order of the file, never this peer itself. */
    public List<PeerUrl> friends() {
        return current.friends();
    }

    public Limits limits() {
        return current.limits();
    }

    /** Called on the config watcher's thread after each change that was taken; must neither block nor throw. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Takes both at once and tells the listeners on the calling thread; does nothing if nothing differs. */
    public void replace(List<PeerUrl> friends, Limits limits) {
        Snapshot next = new Snapshot(List.copyOf(friends), limits);
        if (!next.equals(current)) {
            current = next;
            listeners.forEach(Runnable::run);
        }
    }
}
