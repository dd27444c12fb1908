package io.parvada.peer.address;

import java.net.URI;

/** A peer's REST address: http or https, a host, a port; no path, query, fragment or user; no trailing slash. */
public record PeerUrl(URI uri) {

    /** @throws io.parvada.transfer.error.PeerException INVALID_REQUEST with what is accepted */
    public static PeerUrl parse(String text) {
        throw new UnsupportedOperationException("due");
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
