package io.parvada.peer.identity;

/** This peer. */
public final class Self {

    public Peer peer() {
        throw new UnsupportedOperationException("due");
    }

    public PeerId id() {
        return peer().id();
    }
}
