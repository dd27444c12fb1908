package io.parvada.peer.overlay;

/** What the answering peer met when it dialled the caller's advertised ports; reason is a sentence, null when both OK. */
public record Reached(PortReach rest, PortReach grpc, String reason) {
    public boolean both() {
        return rest == PortReach.OK && grpc == PortReach.OK;
    }
}
