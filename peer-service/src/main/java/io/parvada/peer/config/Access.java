package io.parvada.peer.config;

/** Who may do what; see docs/protocol.md. Only OPEN is enforced by this version; the others stop the start. */
public enum Access {
    OPEN,
    CLUSTER,
    DIRECTORY
}
