package io.parvada.transfer.wire;

import io.grpc.Metadata;
import io.grpc.Status;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;

/** How a call that did not end well is told. Stateless. */
final class Endings {

    private Endings() {}

    /** @param byUs whether this side has cancelled the call */
    static PeerException failure(Status status, Metadata trailers, String peer, boolean byUs) {
        if (byUs) {
            return cancelled(peer);
        }
        PeerException failure = StatusCodec.decode(status.asRuntimeException(trailers), peer);
        if (failure.reason() == Reason.CANCELLED) {
            // Nobody here wanted it: the peer is going down, or sent what cannot be read.
            return new PeerException(
                    Reason.PEER_UNREACHABLE, peer + " broke off the call: " + failure.detail(), failure);
        }
        return failure;
    }

    static PeerException cancelled(String peer) {
        return new PeerException(Reason.CANCELLED, "the call to " + peer + " was cancelled");
    }
}
