package io.parvada.peer.address;

import java.util.Objects;

/** One pair of addresses under which a peer can be reached. grpc is null where only REST is known yet. Immutable. */
public record Endpoint(PeerUrl url, HostPort grpc) {

    public Endpoint {
        Objects.requireNonNull(url, "url");
    }
}
