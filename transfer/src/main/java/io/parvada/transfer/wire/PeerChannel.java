package io.parvada.transfer.wire;

import io.grpc.ManagedChannel;

/** A tuned gRPC channel to one peer; the maker closes it. */
public final class PeerChannel implements AutoCloseable {

    /** Response header of every call: the id of the peer that answered. */
    public static final String PEER_ID_HEADER = "parvada-peer-id";

    /** @param hostPort as advertised, host:port or [v6]:port */
    public static PeerChannel to(String hostPort) {
        throw new UnsupportedOperationException("due");
    }

    public ManagedChannel channel() {
        throw new UnsupportedOperationException("due");
    }

    public String target() {
        throw new UnsupportedOperationException("due");
    }

    @Override
    public void close() {}
}
