package io.parvada.peer.overlay;

/** What this peer believes of another. */
public enum PeerState {
    ALIVE,
    SUSPECT,
    DEAD,
    LEFT
}
