package io.parvada.peer.identity;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import java.util.List;

/** A peer as it describes itself; on the wire {@code {id,name,url,grpc,addresses}}. At most 4 further addresses. */
public record Peer(PeerId id, String name, PeerUrl url, HostPort grpc, List<Endpoint> addresses) {}
