package io.parvada.peer.proof;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.identity.PeerKey;
import java.util.List;

/**
 * Who has just shown that it owns its key, and under which addresses it says that it lives. That it was met at one of
 * these is for who dialled to see: {@link #names}. Immutable.
 */
public record Proof(PeerKey key, List<Endpoint> addresses) {

    public Proof {
        addresses = List.copyOf(addresses);
    }

    public PeerId id() {
        return key.id();
    }

    public boolean names(PeerUrl url) {
        return addresses.stream().anyMatch(address -> address.url().equals(url));
    }

    public boolean names(HostPort grpc) {
        return addresses.stream().anyMatch(address -> address.grpc().equals(grpc));
    }
}
