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
    /** A peer answered, and does not let this one in: another access, secret or directory, or a wrong clock. */
    CREDENTIAL_REFUSED,
    /** gRPC health answered, and said that the peer is starting or stopping. */
    NOT_SERVING
}
