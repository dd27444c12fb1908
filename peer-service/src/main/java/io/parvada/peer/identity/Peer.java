package io.parvada.peer.identity;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerName;
import io.parvada.peer.address.PeerUrl;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * A peer as it describes itself; on the wire {@code {id,name,url,grpc,addresses}}. {@code addresses} are further ones
 * beside url and grpc, at most 4; null counts as none. Nothing in it is proven. Immutable.
 */
public record Peer(PeerId id, String name, PeerUrl url, HostPort grpc, List<Endpoint> addresses) {

    /** How many addresses a peer may have beside its first. */
    public static final int MAX_FURTHER_ADDRESSES = 4;

    /** @throws PeerException INVALID_REQUEST for a missing part, an unprintable name, more than 4 further addresses */
    public Peer {
        if (id == null || url == null || grpc == null) {
            throw new PeerException(Reason.INVALID_REQUEST, "a peer has an id, a name, a url and a grpc address");
        }
        PeerName.require(name);
        addresses = addresses == null ? List.of() : List.copyOf(addresses);
        if (addresses.size() > MAX_FURTHER_ADDRESSES) {
            throw new PeerException(
                    Reason.INVALID_REQUEST, "a peer has at most " + MAX_FURTHER_ADDRESSES + " further addresses");
        }
    }

    /** All its addresses in the order in which a caller tries them: url and grpc first. Never empty. */
    public List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>();
        all.add(new Endpoint(url, grpc));
        all.addAll(addresses);
        return List.copyOf(all);
    }
}
