package io.parvada.peer.address;

/** One pair of addresses under which a peer can be reached. grpc is null where only REST is known yet. */
public record Endpoint(PeerUrl url, HostPort grpc) {}
