package io.parvada.peer.membership;

/** How dialling one advertised port went. */
public enum PortReach {
    OK,
    REFUSED,
    TIMED_OUT,
    /** A peer answered, but not the one that was expected there. */
    WRONG_ID,
    LOOPBACK_ADVERTISED,
    FORBIDDEN_ADDRESS,
    UNRESOLVED,
    NOT_A_PEER,
    /** gRPC health answered, and said that the peer is starting or stopping. */
    NOT_SERVING
}
