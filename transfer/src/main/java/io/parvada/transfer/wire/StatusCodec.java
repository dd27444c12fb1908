package io.parvada.transfer.wire;

import io.grpc.StatusRuntimeException;
import io.parvada.transfer.error.PeerException;

/** Reasons over gRPC, both ways: google.rpc.Status with ErrorInfo{reason, domain "parvada"} and RetryInfo. */
public final class StatusCodec {

    private StatusCodec() {}

    public static StatusRuntimeException encode(PeerException e) {
        throw new UnsupportedOperationException("due");
    }

    /** Any failure of a call as a PeerException: our own ErrorInfo if there is one, else by the bare status code. */
    public static PeerException decode(Throwable failure, String peer) {
        throw new UnsupportedOperationException("due");
    }
}
