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
    /** TLS: its certificate is over, is for another name, or comes from nobody whom this peer trusts; or it has none. */
    UNTRUSTED,
    /** What answered could not show that the id is its own: no signature, a wrong one, or a proof made for another. */
    NOT_PROVEN,
    /** A peer proved who it is, but does not say that it lives there: the proof may have been passed on. */
    NOT_ADVERTISED,
    /** A peer answered, and does not let this one in: another access, secret or directory, or a wrong clock. */
    CREDENTIAL_REFUSED,
    /** gRPC health answered, and said that the peer is starting or stopping; or it has no time for a proof. */
    NOT_SERVING
}
