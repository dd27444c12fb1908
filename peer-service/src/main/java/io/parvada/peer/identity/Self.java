package io.parvada.peer.identity;

import java.util.Objects;

/** This peer as it tells others of itself. Fixed while it runs; any thread. */
public final class Self {

    private final Peer peer;

    public Self(Peer peer) {
        this.peer = Objects.requireNonNull(peer);
    }

    public Peer peer() {
        return peer;
    }

    public PeerId id() {
        return peer.id();
    }
}
