package io.parvada.peer.overlay;

/** What this peer believes of another; {@link Suspicion} holds the legal transitions. */
public enum PeerState {
    /** It lately answered on both ports with its own id. */
    ALIVE,
    /** The last probe, search or transfer failed; still asked, and probed again at once. */
    SUSPECT,
    /** Several probes in a row failed; not asked, named in every answer as unreachable, until it answers again. */
    DEAD,
    /** It said goodbye, and its gRPC health or its closed port confirmed it. */
    LEFT
}
