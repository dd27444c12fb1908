package io.parvada.peer.config;

import io.parvada.peer.address.PeerUrl;
import java.util.List;

/** The part of the configuration that may change while the peer runs. Immutable snapshots; any thread. */
public final class LiveSettings {

    public List<PeerUrl> friends() {
        throw new UnsupportedOperationException("due");
    }

    public Limits limits() {
        throw new UnsupportedOperationException("due");
    }

    /** Called on the config watcher's thread after each change that was taken. */
    public void onChange(Runnable listener) {
        throw new UnsupportedOperationException("due");
    }
}
