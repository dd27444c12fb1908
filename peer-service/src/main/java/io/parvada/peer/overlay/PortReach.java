package io.parvada.peer.overlay;

/** How dialling one advertised port went. */
public enum PortReach {
    OK,
    REFUSED,
    TIMED_OUT,
    WRONG_ID,
    LOOPBACK_ADVERTISED,
    FORBIDDEN_ADDRESS,
    UNRESOLVED,
    NOT_A_PEER
}
